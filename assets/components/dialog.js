import { createElement as h } from "react";
import { Dialog as Base } from "@base-ui/react/dialog";
import { useT } from "../i18n.js";
import { Icon } from "./icons.js";

export function Dialog({ open, title, text, triggerLabel, triggerClass, onOpenChange, children }) {
  const t = useT();
  const props = { onOpenChange: (next) => onOpenChange?.(next) };
  if (open !== undefined) props.open = open;
  return h(
    Base.Root,
    props,
    triggerLabel ? h(Base.Trigger, { className: triggerClass }, triggerLabel) : null,
    h(
      Base.Portal,
      null,
      h(Base.Backdrop, { className: "ui-shade" }),
      h(
        Base.Popup,
        { className: "ui-dialog" },
        h(
          "div",
          { className: "ui-dialog__head" },
          h(Base.Title, null, title),
          h(Base.Close, { className: "ui-dialog__close", "aria-label": t("ui.close") }, h(Icon, { name: "close" })),
        ),
        text ? h(Base.Description, { className: "ui-muted" }, text) : null,
        children,
      ),
    ),
  );
}
