// "Sign out" of the contract's account page: a <div> there, a button to keyboards and readers; it posts to a plain route.
import { createElement as h, useRef } from "react";

export function RtLogout({ id, label, action }) {
  const form = useRef(null);
  const leave = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    form.current?.submit();
  };
  return [
    h("div", { key: "button", id, role: "button", tabIndex: 0, className: "ui-btn ui-btn--quiet", onClick: leave, onKeyDown: leave }, label),
    h("form", { key: "form", ref: form, method: "post", action, hidden: true }),
  ];
}
