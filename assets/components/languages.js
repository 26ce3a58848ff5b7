// A language is named in itself.
export const LANGUAGES = [
  { code: "ru", short: "RU", name: "Русский" },
  { code: "en", short: "EN", name: "English" },
  { code: "hi", short: "हिं", name: "हिन्दी" },
];
