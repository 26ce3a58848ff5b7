// After a refused submit the first wrong field gets the focus: a screen reader and a keyboard land where the work is.
import { useEffect } from "react";

export function FocusError({ attempt }) {
  useEffect(() => {
    if (attempt) document.querySelector("#main [aria-invalid=true]")?.focus();
  }, [attempt]);
  return null;
}
