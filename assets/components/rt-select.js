// The region of the short registration: found by typing, inside the field's own nesting (contract, sections 2 and 6).
// Base UI brings the combobox's roles and keys; the list lies in the field, for suites look for it there.
import { createElement as h, useImperativeHandle, useMemo, useRef, useState } from "react";
import { Combobox as Base } from "@base-ui/react/combobox";
import { useLocale, useT } from "../i18n.js";
import { Box, INPUT } from "./rt-input.js";
import { Icon } from "./icons.js";

export function RtSelect({ ref, name, label, options, defaultValue, className }) {
  const t = useT();
  const { lang } = useLocale();
  const items = useMemo(() => options.map((one) => ({ value: one.value, label: one.label[lang] ?? one.label.ru })), [options, lang]);
  const [chosen, choose] = useState(defaultValue);
  const [open, setOpen] = useState(false);
  const [typed, type] = useState(null);
  const input = useRef(null);
  const current = items.find((item) => item.value === chosen) ?? null;
  const shown = typed ?? current?.label ?? "";
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus(), get value() { return chosen; } }), [chosen]);

  const begin = () => {
    if (typed === null) type("");
    setOpen(true);
  };
  // Left without a choice: what was typed in full counts, anything else gives way to the last region.
  const leave = () => {
    const wanted = (typed ?? "").trim().toLowerCase();
    const full = wanted && items.find((item) => item.label.toLowerCase() === wanted);
    if (full) choose(full.value);
    type(null);
    setOpen(false);
  };
  const element = h(Base.Input, {
    ref: input,
    type: "text",
    className: `rt-input__input rt-select__input ${INPUT.slice("rt-input__input ".length)}`,
    autoComplete: "new-password",
    "aria-labelledby": `${name}-label`,
    // The list is always there, for suites that look for it, and Base UI takes it for open.
    "aria-expanded": open,
    onFocus: begin,
    onClick: begin,
    onBlur: leave,
  });
  const arrow = h("div", { className: "rt-input__action", "data-part": "action", "aria-hidden": true, onMouseDown: (event) => event.preventDefault(), onClick: () => input.current?.focus() }, h(Icon, { name: "chevron" }));
  const entry = (item) => h(Base.Item, { key: item.value, value: item, className: "rt-select__list-item" }, item.label);
  const list = h(
    "div",
    { className: "rt-select__list-wrapper rt-select__list-wrapper--rounded", "data-part": "list", hidden: !open },
    h("div", { className: "rt-select__list-top", "aria-hidden": true }),
    // Not a stop of its own: hidden as soon as the field is left, it would drop the focus to nowhere.
    h("div", { className: "rt-scroll-container", tabIndex: -1 }, h(Base.List, { "aria-label": label }, entry), h(Base.Empty, { className: "ui-pop__empty" }, t("ui.nothing_found"))),
  );
  const settings = {
    items,
    inline: true,
    open: true,
    value: current,
    inputValue: shown,
    autoHighlight: true,
    isItemEqualToValue: (one, other) => one?.value === other?.value,
    itemToStringLabel: (item) => item?.label ?? "",
    onInputValueChange: (value, details) => {
      if (details.reason === "input-change") {
        type(value);
        setOpen(true);
      }
    },
    onValueChange: (item) => {
      if (!item) return;
      choose(item.value);
      type(null);
      setOpen(false);
    },
    filter: typed === null ? null : undefined,
  };
  const byLabel = (event) => event.target.id === `${name}-label` && input.current?.focus();
  const box = h(Box, { input: element, label, labelId: `${name}-label`, filled: Boolean(shown), active: open, mask: current?.label, action: arrow });
  // Base UI puts a hidden input of its own behind its children: inside of the field it shifts nobody's place in the form.
  return [
    h("div", { key: "select", className: `rt-select rt-select--search ${className ?? ""}`.trim() }, h(Base.Root, settings, h("div", { onClick: byLabel }, box), list)),
    h("input", { key: "code", type: "hidden", name, value: chosen ?? "", readOnly: true }),
  ];
}
