// "Help": a link by the contract, a window when pressed. The window's code comes only then.
import { createElement as h, lazy, Suspense, useState } from "react";
import { useT } from "../i18n.js";

const Window = lazy(() => import("./rt-faq.js").then((module) => ({ default: module.FaqWindow })));

export function FaqTip({ title, text }) {
  const t = useT();
  const [open, show] = useState(false);
  const [wanted, want] = useState(false);
  const press = (event) => {
    event.preventDefault();
    want(true);
    show(true);
  };
  const link = h("a", { href: "#faq", role: "button", "aria-haspopup": "dialog", className: "rt-link rt-link--orange faq-modal-tip__btn", onClick: press }, t("contract.help"));
  const opened = wanted && h(Suspense, { fallback: null }, h(Window, { open, title, text, onOpenChange: show }));
  return h("div", { id: "faq-open" }, link, opened);
}
