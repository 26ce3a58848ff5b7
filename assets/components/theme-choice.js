// The account's theme: painted here at once, told to the server, which hands it to the next device as a cookie.
import { createElement as h } from "react";
import { useT } from "../i18n.js";
import { useTheme } from "./theme.js";

const NAMES = { system: "ui.theme_system", light: "ui.theme_light", dark: "ui.theme_dark" };

export function ThemeChoice({ id, value, onChoose }) {
  const t = useT();
  const [, choose] = useTheme();
  const take = (event) => {
    choose(event.target.value);
    onChoose(event.target.value === "system" ? "" : event.target.value);
  };
  const options = Object.entries(NAMES).map(([theme, key]) => h("option", { key: theme, value: theme }, t(key)));
  return h("select", { id, className: "ui-select", value: value || "system", onChange: take }, options);
}
