// Tabs over one form, after the ARIA pattern with automatic activation: one stop for Tab, arrows, Home and End inside.
// The ids and classes are the public contract's.
import { createElement as h, useRef } from "react";

export function Tabs({ value, items, label, panelId, onValueChange, children }) {
  const list = useRef(null);
  const choose = (item) => item.value !== value && onValueChange?.(item.value);
  const onKeyDown = (event) => {
    // Alt and an arrow is the browser's way back.
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // From the tab in focus: the chosen one lags behind quick keys by a round trip.
    const here = items.findIndex((item) => item.id === event.target.id);
    const last = items.length - 1;
    const next = { ArrowRight: here < last ? here + 1 : 0, ArrowLeft: here > 0 ? here - 1 : last, Home: 0, End: last, Enter: here, " ": here }[event.key];
    if (here < 0 || next === undefined) return;
    event.preventDefault();
    list.current?.children[next]?.focus();
    choose(items[next]);
  };
  const tabs = items.map((item) => {
    const active = item.value === value;
    const className = `rt-tab rt-tab--small${active ? " rt-tab--active" : ""}`;
    const aria = { role: "tab", "aria-selected": active, "aria-controls": panelId, tabIndex: active ? 0 : -1 };
    return h("div", { key: item.value, id: item.id, className, ...aria, onClick: () => choose(item) }, item.label);
  });
  const panel = { id: panelId, className: "ui-tabs__panel", role: "tabpanel", "aria-labelledby": items.find((item) => item.value === value)?.id };
  return h(
    "div",
    null,
    h("div", { ref: list, role: "tablist", "aria-label": label, className: "ui-tabs", onKeyDown }, tabs),
    h("div", panel, children),
  );
}
