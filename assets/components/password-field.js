// A password that never leaves the page before the form does: the eye and the meter work here only.
import { createElement as h, useEffect, useImperativeHandle, useRef, useState } from "react";
import { useT } from "../i18n.js";
import { Icon } from "./icons.js";

const RULES = [
  ["ui.password_length", (text) => text.length >= 8],
  ["ui.password_upper", (text) => /[A-Z]/.test(text)],
  ["ui.password_lower", (text) => /[a-z]/.test(text)],
  ["ui.password_digit", (text) => /\d/.test(text)],
];
const LEVELS = ["ui.strength_0", "ui.strength_1", "ui.strength_2"];

function level(text, met) {
  if (!met) return 0;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  return text.length >= 14 || (text.length >= 11 && kinds === 4) ? 2 : 1;
}

// The user name may stand on the same form; it is read, not sent.
const otherValue = (id) => (id && document.getElementById(id)?.value.trim().toLowerCase()) || "";

function Meter({ id, text, name }) {
  const t = useT();
  const rules = RULES.map(([key, test]) => [key, test(text)]);
  if (name.length >= 3) rules.push(["ui.password_username", text !== "" && !text.toLowerCase().includes(name)]);
  const strength = level(text, rules.every(([, met]) => met));
  return h(
    "div",
    { id, className: "ui-meter", "data-level": text ? strength : undefined },
    h("div", { className: "ui-meter__bar", "aria-hidden": true }, [0, 1, 2].map((place) => h("span", { key: place }))),
    h(
      "ul",
      { className: "ui-meter__rules", "aria-label": t("ui.password_rules") },
      rules.map(([key, met]) =>
        h("li", { key, "data-met": met || undefined }, t(key), h("span", { className: "ui-hidden" }, t(met ? "ui.rule_met" : "ui.rule_open"))),
      ),
    ),
    h("p", { className: "ui-meter__note", role: "status" }, /[А-яЁё]/.test(text) ? t("ui.password_cyrillic") : ""),
    h("p", { className: "ui-hidden", role: "status" }, text ? t(LEVELS[strength]) : ""),
  );
}

export function PasswordField({ ref, id, name, autoComplete, invalid, describedBy, strength, usernameId, maxLength, onBlur }) {
  const t = useT();
  const [shown, show] = useState(false);
  const [{ text, name: userName }, setTyped] = useState({ text: "", name: "" });
  const input = useRef(null);
  // What set_focus and the form of Reflex ask of an element.
  useImperativeHandle(ref, () => input.current, []);
  const look = () => setTyped({ text: input.current?.value ?? "", name: otherValue(usernameId) });
  useEffect(() => {
    // What was typed or filled by a password manager before React woke.
    if (strength && input.current?.value) look();
  }, [strength]);
  const field = h("input", {
    ref: input,
    id,
    name: name || id,
    type: shown ? "text" : "password",
    className: "ui-input",
    autoComplete: autoComplete || "current-password",
    autoCapitalize: "none",
    autoCorrect: "off",
    spellCheck: false,
    maxLength: maxLength || 128,
    "aria-invalid": invalid ? "true" : "false",
    "aria-describedby": [describedBy, strength && `${id}-rules`].filter(Boolean).join(" ") || undefined,
    onInput: strength ? look : undefined,
    onFocus: strength ? look : undefined,
    onBlur: onBlur ? () => onBlur() : undefined,
  });
  const label = t(shown ? "ui.password_hide" : "ui.password_show");
  const eye = h(
    "button",
    { type: "button", className: "ui-eye", "aria-label": label, title: label, "aria-controls": id, onClick: () => show(!shown) },
    h(Icon, { name: shown ? "eyeOff" : "eye" }),
  );
  return [
    h("div", { key: "field", className: "ui-wrap" }, field, eye),
    strength ? h(Meter, { key: "meter", id: `${id}-rules`, text, name: userName }) : null,
  ];
}
