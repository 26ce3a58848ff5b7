// Light, dark or as the system. Reflex keeps the choice in localStorage and paints <html> before React wakes; the
// cookie repeats it for pages made without a script, and brings the account's choice to a new device at sign-in.
import { useContext, useEffect } from "react";
import { ColorModeContext } from "$/utils/context";

const fromCookie = () => /(?:^|; )theme=(light|dark|system)(?:;|$)/.exec(document.cookie)?.[1];

export function useTheme() {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  useEffect(() => {
    // After Reflex's own effect, which comes later than a child's and takes what localStorage holds.
    const timer = setTimeout(() => {
      const told = fromCookie();
      if (told && told !== localStorage.getItem("theme")) setColorMode(told);
    });
    return () => clearTimeout(timer);
  }, []);
  const choose = (mode) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${mode}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    setColorMode(mode);
  };
  return [rawColorMode, choose];
}
