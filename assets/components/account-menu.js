// The signed-in person's menu: language, look, sign-out.
import { createElement as h, useRef } from "react";
import { Menu } from "@base-ui/react/menu";
import { setLang, useLocale, useT } from "../i18n.js";
import { Icon } from "./icons.js";
import { LANGUAGES } from "./languages.js";
import { useTheme } from "./theme.js";

const THEMES = [
  ["system", "ui.theme_system"],
  ["light", "ui.theme_light"],
  ["dark", "ui.theme_dark"],
];

function group(title, value, onChange, entries) {
  const items = entries.map(([code, label, lang]) =>
    h(
      Menu.RadioItem,
      { key: code, value: code, className: "ui-pop__item", closeOnClick: false, lang },
      label,
      h(Menu.RadioItemIndicator, { className: "ui-pop__mark" }, h(Icon, { name: "check" })),
    ),
  );
  return h(
    Menu.Group,
    { key: title },
    h(Menu.GroupLabel, { className: "ui-pop__title" }, title),
    h(Menu.RadioGroup, { value, onValueChange: onChange }, items),
  );
}

export function AccountMenu({ name, initials, signOutUrl, signOutId, onSignOut }) {
  const t = useT();
  const { lang } = useLocale();
  const [theme, setTheme] = useTheme();
  const form = useRef(null);
  const leave = () => (onSignOut ? onSignOut() : form.current?.requestSubmit());
  return h(
    Menu.Root,
    null,
    h(
      Menu.Trigger,
      { className: "ui-account", "aria-label": t("ui.menu", { name: name || "" }) },
      h("span", { className: "ui-account__lang" }, LANGUAGES.find(({ code }) => code === lang)?.short),
      h("span", { className: "ui-avatar" }, initials),
    ),
    // A native POST outside of the pop-up: it must survive the pop-up's closing.
    signOutUrl ? h("form", { ref: form, method: "post", action: signOutUrl, hidden: true }) : null,
    h(
      Menu.Portal,
      null,
      h(
        Menu.Positioner,
        { className: "ui-pos", sideOffset: 8, align: "end" },
        h(
          Menu.Popup,
          { className: "ui-pop" },
          name ? h("div", { className: "ui-pop__title" }, name) : null,
          group(t("ui.language"), lang, setLang, LANGUAGES.map(({ code, name: own }) => [code, own, code])),
          h("div", { className: "ui-pop__line" }),
          group(t("ui.theme"), theme, setTheme, THEMES.map(([code, key]) => [code, t(key)])),
          h("div", { className: "ui-pop__line" }),
          h(Menu.Item, { id: signOutId || "logout-btn", className: "ui-pop__item", onClick: leave }, t("ui.sign_out")),
        ),
      ),
    ),
  );
}
