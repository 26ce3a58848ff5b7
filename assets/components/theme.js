// Light, dark or as the system. Reflex keeps the choice in localStorage and paints <html> before React wakes; the
// cookie repeats it for pages made without a script.
import { useContext } from "react";
import { ColorModeContext } from "$/utils/context";

export function useTheme() {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  const choose = (mode) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${mode}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    setColorMode(mode);
  };
  return [rawColorMode, choose];
}
