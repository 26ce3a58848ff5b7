// Shows what is inside for so many seconds, then hides it and says so: also when there is no connection any more.
import { createElement as h, Fragment, useEffect, useState } from "react";

export function ForAWhile({ seconds, onOver, children }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    setOver(false);
    const timer = setTimeout(() => {
      setOver(true);
      onOver?.();
    }, seconds * 1000);
    return () => clearTimeout(timer);
  }, [seconds]);
  return over ? null : h(Fragment, null, children);
}
