// The words of the pages that only some ever open. They come with the first page that says one of them.
import { messages } from "./i18n/ru.inside.js";
import { extend, useT } from "./i18n.js";

extend(messages, {
  en: () => import("./i18n/en.inside.js"),
  hi: () => import("./i18n/hi.inside.js"),
});

export const useInsideT = useT;
