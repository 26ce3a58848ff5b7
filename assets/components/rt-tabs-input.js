// Four tabs over one name to sign in by. The tab follows what was typed once the field is left (contract, section 4):
// worked out here, for the next click may look at the tab before a server could answer.
import { createElement as h, useEffect, useImperativeHandle, useRef, useState } from "react";
import { Tabs as Base } from "@base-ui/react/tabs";
import { Box, Container, INPUT } from "./rt-input.js";
import { fits, trim, useField } from "./rt-form.js";

const tabClass = (state) => `rt-tab rt-tab--small${state.active ? " rt-tab--active" : ""}`;

// What was typed lives through a native form's refusal, in this tab alone: an address must not hold a phone.
const KEPT = "rt-name";

function useKept(input, tab, restore) {
  const latest = useRef(tab);
  latest.current = tab;
  useEffect(() => {
    const form = input.current?.form;
    if (!form) return undefined;
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept && !input.current.value && location.search.includes("refused=")) restore(...JSON.parse(kept));
    const keep = () => sessionStorage.setItem(KEPT, JSON.stringify([input.current?.value ?? "", latest.current]));
    form.addEventListener("submit", keep);
    return () => form.removeEventListener("submit", keep);
  }, []);
}

// moves: [pattern, the tab it leads to, the tabs it leads from]; the first that fits wins.
export function tabFor(moves, typed, tab) {
  const plain = trim(typed);
  const found = moves.find(([pattern, , from]) => from.includes(tab) && fits(pattern, plain));
  return plain && found ? found[1] : tab;
}

export function RtTabsInput({ ref, items, moves, defaultTab, defaultValue, error, attempt, label, hidden }) {
  const [tab, choose] = useState(defaultTab || items[0].value);
  const [filled, fill] = useState(Boolean(defaultValue));
  const [active, activate] = useState(false);
  const input = useRef(null);
  const now = items.find((item) => item.value === tab) ?? items[0];
  const field = useField({ input, checks: now.checks, error, attempt });
  useImperativeHandle(ref, () => input.current, []);
  const look = () => fill(Boolean(input.current?.value));
  useEffect(look, []);
  useKept(input, tab, (typed, former) => {
    input.current.value = typed;
    if (items.some((item) => item.value === former)) choose(former);
    look();
  });
  const open = (next) => {
    choose(next);
    field.show("");
  };
  const leave = () => {
    activate(false);
    look();
    const next = tabFor(moves, input.current?.value ?? "", tab);
    if (next !== tab) open(next);
    else field.judge(false);
  };
  const tabs = items.map((item) =>
    h(
      Base.Tab,
      { key: item.value, value: item.value, id: item.id, className: tabClass, nativeButton: false, render: h("div"), hidden: (hidden ?? []).includes(item.value) },
      item.caption,
    ),
  );
  const element = h("input", {
    ref: input,
    id: "username",
    name: "username",
    type: "text",
    className: INPUT,
    defaultValue,
    autoComplete: "username",
    autoCapitalize: "none",
    spellCheck: false,
    maxLength: 320,
    "aria-labelledby": "username-label",
    "aria-invalid": field.shown ? "true" : "false",
    "aria-describedby": field.shown ? "username-meta" : undefined,
    onChange: () => (look(), field.onInput()),
    onFocus: () => activate(true),
    onBlur: leave,
  });
  const box = h(Box, { input: element, label: now.label, labelId: "username-label", filled, active });
  return h(
    Base.Root,
    { value: tab, onValueChange: open, className: "tabs-input-container" },
    h(Base.List, { className: "rt-tabs rt-tabs--orange rt-tabs--small tabs-input-container__tabs", "aria-label": label, activateOnFocus: true }, tabs),
    h(Container, { className: "tabs-input-container__login", shown: field.shown, metaId: "username-meta" }, box),
    h("input", { type: "hidden", name: "tab", value: tab, readOnly: true }),
  );
}
