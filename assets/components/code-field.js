// Six digits of a one-time code. Ids and classes are the public contract's; the form gets one field, "code".
import { createElement as h, useEffect, useRef, useState } from "react";
import { useT } from "../i18n.js";

const SIZE = 6;
const PLACES = [0, 1, 2, 3, 4, 5];
const CELL = "rt-input__input sdi-container__input code-input__input rt-input__input--rounded rt-input__input--purple";
const EMPTY = PLACES.map(() => "");

// The browser offers the digits of an SMS that ends with "@host #code"; given up when the form goes.
function useSmsDigits(form, take) {
  useEffect(() => {
    if (!("OTPCredential" in window)) return undefined;
    const stop = new AbortController();
    const abort = () => stop.abort();
    const owner = form();
    owner?.addEventListener("submit", abort);
    navigator.credentials
      .get({ otp: { transport: ["sms"] }, signal: stop.signal })
      .then((credential) => take(credential?.code ?? ""))
      .catch(() => {});
    return () => {
      owner?.removeEventListener("submit", abort);
      abort();
    };
  }, []);
}

export function CodeField({ error, describedBy, attempt, onComplete }) {
  const t = useT();
  const [digits, show] = useState(EMPTY);
  // Keys come faster than React paints: the next key must see the digit before it.
  const latest = useRef(EMPTY);
  const root = useRef(null);
  const sent = useRef("");
  const cell = (place) => root.current?.querySelector(`#rt-code-${place}`);
  const form = () => root.current?.closest("form");

  const setDigits = (next) => {
    latest.current = next;
    show(next);
  };
  const clear = (place) => setDigits(latest.current.map((old, at) => (at === place ? "" : old)));
  const put = (place, typed) => {
    const fresh = typed.replace(/\D/g, "");
    if (!fresh) return;
    // A whole code replaces what was begun: spliced into it, it would go off wrong and cost an attempt.
    const start = fresh.length >= SIZE ? 0 : place;
    setDigits(latest.current.map((old, at) => fresh[at - start] ?? old));
    cell(Math.min(start + fresh.length, SIZE - 1))?.focus();
  };
  useSmsDigits(form, (code) => put(0, code));
  // Typed before React woke: all of it may lie in the first cell.
  useEffect(() => PLACES.forEach((place) => put(place, cell(place)?.value ?? "")), []);

  // A refused code is cleared, so that the next one is typed from the first cell.
  useEffect(() => {
    if (!error) return;
    sent.current = "";
    setDigits(EMPTY);
    cell(0)?.focus();
  }, [error, attempt]);

  const code = digits.join("");
  useEffect(() => {
    if (code.length !== SIZE || sent.current === code) return;
    sent.current = code;
    if (onComplete) onComplete(code);
    else form()?.requestSubmit();
  }, [code]);

  const onChange = (place) => (event) => {
    const typed = event.target.value.replace(/\D/g, "");
    if (!typed) return clear(place);
    // Typing over a digit replaces it; a run of digits (autofill, keyboard suggestion) spreads.
    const old = latest.current[place];
    return put(place, typed.length === 2 && old ? typed.replace(old, "") || old : typed);
  };
  const onKeyDown = (place) => (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      event.preventDefault();
      cell(place + step)?.focus();
    } else if (event.key === "Backspace" && !latest.current[place] && place > 0) {
      event.preventDefault();
      clear(place - 1);
      cell(place - 1)?.focus();
    }
  };
  const onFocus = (place) => (event) => {
    const first = latest.current.findIndex((digit) => !digit);
    if (first >= 0 && first < place) cell(first)?.focus();
    else event.target.select();
  };
  const onPaste = (place) => (event) => {
    event.preventDefault();
    put(place, event.clipboardData.getData("text"));
  };

  const cells = PLACES.map((place) =>
    h(
      "div",
      { key: place, className: "rt-input rt-input--rounded rt-input--purple" },
      h("input", {
        id: `rt-code-${place}`,
        className: CELL,
        type: "text",
        inputMode: "numeric",
        pattern: "[0-9]*",
        autoComplete: place === 0 ? "one-time-code" : "off",
        "aria-label": t("ui.code_digit", { place: place + 1 }),
        "aria-invalid": error ? "true" : "false",
        "aria-describedby": describedBy,
        value: digits[place],
        onChange: onChange(place),
        onKeyDown: onKeyDown(place),
        onFocus: onFocus(place),
        onPaste: onPaste(place),
      }),
    ),
  );
  return h(
    "div",
    { ref: root, className: "ui-code", role: "group", "aria-label": t("ui.code_label"), "data-invalid": error ? "" : undefined },
    h("div", { className: "ui-code__cells" }, cells),
    h("input", { type: "hidden", name: "code", value: code, readOnly: true }),
  );
}
