// The window behind "Help". By the contract its title is an h1, though the page has its own.
import { createElement as h } from "react";
import { Dialog as Base } from "@base-ui/react/dialog";
import { useT } from "../i18n.js";
import { Icon } from "./icons.js";

export function FaqWindow({ open, title, text, onOpenChange }) {
  const t = useT();
  const close = h(Base.Close, { className: "ui-dialog__close", "aria-label": t("ui.close") }, h(Icon, { name: "close" }));
  const head = h("div", { className: "ui-dialog__head" }, h(Base.Title, { className: "faq-modal__title", render: h("h1") }, title), close);
  const body = h("div", { className: "faq-modal__content" }, head, h(Base.Description, { className: "ui-muted" }, text));
  return h(
    Base.Root,
    { open, onOpenChange: (next) => onOpenChange(next) },
    h(Base.Portal, null, h(Base.Backdrop, { className: "ui-shade" }), h(Base.Popup, { className: "ui-dialog" }, body)),
  );
}
