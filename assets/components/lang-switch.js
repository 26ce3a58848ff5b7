import { createElement as h } from "react";
import { setLang, useLocale, useT } from "../i18n.js";
import { LANGUAGES } from "./languages.js";

export function LangSwitch() {
  const t = useT();
  const { lang } = useLocale();
  const buttons = LANGUAGES.map(({ code, short, name }) =>
    h(
      "button",
      { key: code, type: "button", lang: code, title: name, "aria-label": name, "aria-pressed": lang === code, onClick: () => setLang(code) },
      h("span", { "aria-hidden": true }, short),
    ),
  );
  return h("div", { className: "ui-lang", role: "group", "aria-label": t("ui.language") }, buttons);
}
