// Seconds until something may be asked again. Counts here: the server is not asked each second.
import { createElement as h, useEffect, useState } from "react";
import { useT } from "../i18n.js";

const EPOCH = 1_000_000_000;
// By the server's moment: how far this browser's clock is from the server's, measured when that moment arrived.
const offsets = new Map();

function offset(now) {
  if (!now) return 0;
  if (!offsets.has(now)) offsets.set(now, Date.now() - now * 1000);
  return offsets.get(now);
}

export function Countdown({ until, now, textKey, textId, children }) {
  const t = useT();
  const [left, setLeft] = useState(null);
  useEffect(() => {
    // An epoch in seconds, or a number of seconds from the moment the value came.
    const end = until > EPOCH ? until * 1000 + offset(now) : Date.now() + until * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until, now]);
  if (left === 0 || (left === null && !until)) return h("div", { className: "ui-countdown" }, children);
  const seconds = left ?? (until > EPOCH ? 0 : until);
  return h(
    "div",
    { className: "ui-countdown" },
    h("span", { id: textId, className: "code-input-container__timeout", role: "timer" }, t(textKey || "ui.code_wait", { seconds })),
  );
}
