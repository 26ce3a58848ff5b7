// Checks of the public contract's forms. A field's ordered checks are data from Python: [pattern, message key], first
// failure wins. They run when a field is left and when the form is sent; a form with a wrong field is not sent.
import { useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";

const forms = new WeakMap();

// The whole value must match; Python's fullmatch (core/checks.py).
export const fits = (pattern, value) => new RegExp(`^(?:${pattern})$`, "u").test(value);

// Both sides cut the same blanks from the ends (core/checks.py, TRIM).
const BLANK = "[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]";
const ENDS = new RegExp(`^${BLANK}+|${BLANK}+$`, "gu");
export const trim = (value) => value.replace(ENDS, "");

export function firstFailure(checks, value) {
  const failed = (checks ?? []).find(([pattern]) => !fits(pattern, value));
  return failed ? failed[1] : "";
}

function guard(form) {
  const known = forms.get(form);
  if (known) return known;
  const fields = new Set();
  forms.set(form, fields);
  // Captured on the form itself: React listens at the root and never hears of a submit that was stopped here.
  form.addEventListener(
    "submit",
    (event) => {
      let wrong = null;
      flushSync(() => fields.forEach((field) => !field.judge(true) && (wrong ??= field)));
      if (!wrong) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      [...fields].find((field) => field.input()?.getAttribute("aria-invalid") === "true")?.input()?.focus();
    },
    true,
  );
  return fields;
}

// What a field shows: its own findings, or what the server said of the last attempt. `same` is the id it must repeat.
export function useField({ input, checks, error, attempt, same, sameKey }) {
  const [shown, show] = useState(error || "");
  const latest = useRef();
  latest.current = { checks, same, sameKey };
  const judge = (sent) => {
    const typed = input.current?.value ?? "";
    const value = trim(typed);
    const { checks: now, same: other, sameKey: key } = latest.current;
    // A field left with nothing but blanks was filled, and wrongly; one never touched is judged when the form is sent.
    let found = typed || sent ? firstFailure(now, value) : "";
    const twin = other && trim(document.getElementById(other)?.value ?? "");
    if (!found && other && value && twin !== value) found = key;
    show(found);
    return !found;
  };
  useEffect(() => show(error || ""), [error, attempt]);
  useEffect(() => {
    const form = input.current?.form;
    if (!form) return undefined;
    const field = { judge, input: () => input.current };
    const fields = guard(form);
    fields.add(field);
    return () => fields.delete(field);
  }, []);
  const onInput = () => trim(input.current?.value ?? "") === "" && show("");
  return { shown, show, judge, onInput };
}
