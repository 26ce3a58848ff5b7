// Waiting for another code, as the contract has it: a line that counts, then a button that was hidden till then.
import { createElement as h, useEffect, useState } from "react";
import { useT } from "../i18n.js";

const EPOCH = 1_000_000_000;

// Seconds left until `until`: an epoch in seconds, or a number of seconds from the moment the value came.
export function useLeft(until) {
  const [left, setLeft] = useState(null);
  useEffect(() => {
    const end = until > EPOCH ? until * 1000 : Date.now() + until * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until]);
  return left ?? (until > EPOCH ? 1 : until);
}

export function RtTimer({ until, textKey, id, className }) {
  const t = useT();
  const seconds = useLeft(until);
  if (!seconds) return null;
  return h("span", { id, className, role: "timer" }, t(textKey, { seconds }));
}

export function RtResend({ until, id, name, label, onClick }) {
  const seconds = useLeft(until);
  return h("button", { type: "button", id, name, hidden: seconds > 0, className: "ui-btn ui-btn--secondary ui-btn--wide rt-btn", onClick }, label);
}
