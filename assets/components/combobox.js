// One of many, found by typing. The form gets the option's value; its label is in the language of the person.
import { createElement as h, useImperativeHandle, useMemo, useRef } from "react";
import { Combobox as Base } from "@base-ui/react/combobox";
import { useLocale, useT } from "../i18n.js";
import { Icon } from "./icons.js";

export function Combobox({ ref, id, name, options, defaultValue, placeholder, invalid, describedBy, autoComplete, onValueChange }) {
  const t = useT();
  const { lang } = useLocale();
  const items = useMemo(() => {
    const named = options.map((option) => ({ value: option.value, label: option.label?.[lang] ?? option.label }));
    return named.sort((a, b) => a.label.localeCompare(b.label, lang));
  }, [options, lang]);
  const input = useRef(null);
  const code = useRef(defaultValue ?? "");
  // What set_focus and the form of Reflex ask of an element: the value is the code, not the words.
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus(), get value() { return code.current; } }), []);
  const chosen = items.find((item) => item.value === defaultValue) ?? null;
  const item = (entry) =>
    h(
      Base.Item,
      { key: entry.value, value: entry, className: "ui-pop__item" },
      entry.label,
      h(Base.ItemIndicator, { className: "ui-pop__mark" }, h(Icon, { name: "check" })),
    );
  return h(
    Base.Root,
    {
      items,
      name,
      defaultValue: chosen,
      isItemEqualToValue: (one, other) => one?.value === other?.value,
      itemToStringLabel: (entry) => items.find((known) => known.value === entry?.value)?.label ?? "",
      itemToStringValue: (entry) => entry?.value ?? "",
      onValueChange: (entry) => {
        code.current = entry?.value ?? "";
        onValueChange?.(code.current);
      },
      autoHighlight: true,
    },
    h(
      "div",
      { className: "ui-wrap" },
      // While the list is open Base UI hides the rest of the page, the label too, from screen readers: "labelledby" still
      // finds a hidden label, "for" does not.
      h(Base.Input, { ref: input, id, "aria-labelledby": `${id}-label`, className: "ui-input", placeholder, autoComplete: autoComplete || "off", "aria-invalid": invalid ? "true" : "false", "aria-describedby": describedBy }),
      h(Base.Trigger, { className: "ui-eye", "aria-label": t("ui.open_list"), tabIndex: -1 }, h(Icon, { name: "chevron" })),
    ),
    h(
      Base.Portal,
      null,
      h(
        Base.Positioner,
        { className: "ui-pos", sideOffset: 6 },
        h(
          Base.Popup,
          { className: "ui-pop ui-pop--anchor" },
          h(Base.Empty, { className: "ui-pop__empty" }, t("ui.nothing_found")),
          h(Base.List, { className: "ui-pop__list" }, item),
        ),
      ),
    ),
  );
}
