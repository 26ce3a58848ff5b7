import { createElement as h } from "react";
import { useT } from "../i18n.js";
import { useTheme } from "./theme.js";

const NEXT = { system: "light", light: "dark", dark: "system" };
const NAMES = { system: "ui.theme_system", light: "ui.theme_light", dark: "ui.theme_dark" };
const SIGNS = { system: "\u25D0", light: "\u2600\uFE0E", dark: "\u263E" };

export function ThemeSwitch() {
  const t = useT();
  const [theme, choose] = useTheme();
  const label = `${t("ui.theme")}: ${t(NAMES[theme] ?? NAMES.system)}`;
  return h(
    "div",
    { className: "ui-lang" },
    h(
      "button",
      { type: "button", "aria-label": label, title: label, onClick: () => choose(NEXT[theme] ?? "light") },
      h("span", { "aria-hidden": true, suppressHydrationWarning: true }, SIGNS[theme] ?? SIGNS.system),
    ),
  );
}
