// Tabs over one form: Base UI brings roles and arrow keys, the ids and classes are the public contract's.
import { createElement as h } from "react";
import { Tabs as Base } from "@base-ui/react/tabs";

const className = (state) => `rt-tab rt-tab--small${state.active ? " rt-tab--active" : ""}`;

export function Tabs({ value, items, label, panelId, onValueChange, children }) {
  const tabs = items.map((item) =>
    h(Base.Tab, { key: item.value, value: item.value, id: item.id, className, nativeButton: false, render: h("div") }, item.label),
  );
  const panel = { id: panelId, className: "ui-tabs__panel", role: "tabpanel", "aria-labelledby": items.find((item) => item.value === value)?.id };
  return h(
    Base.Root,
    { value, onValueChange: (next) => onValueChange?.(next) },
    h(Base.List, { className: "ui-tabs", "aria-label": label, activateOnFocus: true }, tabs),
    h("div", panel, children),
  );
}
