// One line of text with the nesting and the classes of the public contract (passport-contract.md, section 2). The label
// lies in the field and rises when something is typed; the error's place is kept free, so that no button moves.
import { createElement as h, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useT } from "../i18n.js";
import { Icon } from "./icons.js";
import { useField } from "./rt-form.js";

export const INPUT = "rt-input__input rt-input__input--rounded rt-input__input--orange";
const LABEL = "rt-input__placeholder";
const META = "rt-input-container__meta rt-input-container__meta--error";

const join = (...parts) => parts.filter(Boolean).join(" ");

export function Container({ className, shown, metaId, children }) {
  const t = useT();
  const wrong = shown && h("span", { id: metaId, className: META, role: "alert", "data-part": "meta" }, t(shown));
  return h("div", { className: join("rt-input-container", shown && "rt-input-container--error", className) }, children, wrong);
}

// The box round an input: what the mask shows, the input, its outline, its label, an action.
export function Box({ input, label, labelId, filled, active, mask, action }) {
  const classes = join("rt-input rt-input--rounded rt-input--orange", active && "rt-input--active", action && "rt-input--actions");
  return h(
    "div",
    { className: classes, "data-part": "box" },
    h(
      "div",
      { className: "rt-input__input-value", "aria-hidden": true, "data-part": "mask" },
      h("span", { className: "rt-input__mask" }, h("span", { className: "rt-input__mask-start" }, mask ?? ""), h("span", { className: "rt-input__mask-end" })),
    ),
    input,
    h("span", { className: "rt-input__outline", "aria-hidden": true, "data-part": "outline" }),
    h("span", { id: labelId, className: join(LABEL, filled && `${LABEL}--top`), "data-part": "label" }, label),
    action,
  );
}

export function Eye({ id, shown, onClick }) {
  const t = useT();
  const label = t(shown ? "ui.password_hide" : "ui.password_show");
  const press = (event) => {
    if (event.type === "click" || event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onClick();
    }
  };
  const drawing = h(Icon, { name: shown ? "eyeOff" : "eye", className: "rt-base-icon rt-base-icon--fill-path rt-eye-icon rt-input__eye" });
  // A <div> by the contract; a button for everybody else.
  const props = { className: "rt-input__action", role: "button", tabIndex: 0, "aria-label": label, "aria-controls": id, "data-part": "action" };
  return h("div", { ...props, onClick: press, onKeyDown: press }, drawing);
}

export function RtInput({ ref, id, name, label, type, checks, error, attempt, same, sameKey, defaultValue, autoComplete, inputMode, maxLength, className, metaId, clearOn }) {
  const input = useRef(null);
  const [filled, fill] = useState(Boolean(defaultValue));
  const [active, activate] = useState(false);
  const [open, show] = useState(false);
  const secret = type === "password";
  const field = useField({ input, checks, error, attempt, same, sameKey });
  const meta = metaId || `${id || name}-meta`;
  const labelId = `${id || name}-label`;
  // What set_focus and the form of Reflex ask of an element.
  useImperativeHandle(ref, () => input.current, []);
  const look = () => fill(Boolean(input.current?.value));
  // Typed or filled by a password manager before React woke.
  useEffect(look, []);
  useEffect(() => {
    if (!clearOn || !input.current) return;
    input.current.value = "";
    look();
  }, [clearOn]);
  const element = h("input", {
    ref: input,
    id: id || undefined,
    name: name || id,
    type: secret && open ? "text" : type || "text",
    className: INPUT,
    defaultValue,
    autoComplete,
    inputMode,
    maxLength: maxLength || 320,
    autoCapitalize: secret || inputMode ? "none" : undefined,
    spellCheck: false,
    "aria-labelledby": labelId,
    "aria-invalid": field.shown ? "true" : "false",
    "aria-describedby": field.shown ? meta : undefined,
    onChange: () => (look(), field.onInput()),
    onFocus: () => activate(true),
    onBlur: () => (activate(false), look(), field.judge(false)),
  });
  const action = secret ? h(Eye, { id, shown: open, onClick: () => show(!open) }) : null;
  return h(Container, { className, shown: field.shown, metaId: meta }, h(Box, { input: element, label, labelId, filled, active, action }));
}
