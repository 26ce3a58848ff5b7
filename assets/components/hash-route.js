// An old public address after the "#" (/#recoveryPassword) leads to its page; the server never sees that part.
import { useEffect } from "react";

export function HashRoute({ hash, to }) {
  useEffect(() => {
    const go = () => window.location.hash === hash && window.location.replace(to);
    go();
    window.addEventListener("hashchange", go);
    return () => window.removeEventListener("hashchange", go);
  }, [hash, to]);
  return null;
}
