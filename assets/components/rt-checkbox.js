// A tick of the public contract. The native input is there for keyboards and readers; its picture takes the clicks.
import { createElement as h, useState } from "react";
import { Icon } from "./icons.js";

export function RtCheckbox({ id, name, label, defaultChecked }) {
  const [checked, check] = useState(defaultChecked !== false);
  const native = { id: id || name, name: name || id, type: "checkbox", checked, onChange: (event) => check(event.target.checked), className: "rt-checkbox__native" };
  return h(
    "label",
    { className: checked ? "rt-checkbox rt-checkbox--checked" : "rt-checkbox" },
    h("input", native),
    h("span", { className: "rt-checkbox__shape rt-checkbox__shape--circular rt-checkbox__shape--orange" }, h(Icon, { name: "check" })),
    h("span", { className: "rt-checkbox__label" }, label),
  );
}
