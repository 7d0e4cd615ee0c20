import { Button as AriaButton, type ButtonProps } from "react-aria-components/Button";

/** A button in one of the console's few shapes. */
export function Button({ look = "plain", icon = false, ...props }: Omit<ButtonProps, "className"> & { look?: "plain" | "primary" | "quiet" | "danger"; icon?: boolean }) {
  return <AriaButton {...props} className={["button", look, icon ? "icon" : ""].join(" ").trim()} />;
}
