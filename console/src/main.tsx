import { createRoot } from "react-dom/client";
import { App } from "./App";
import { applyTheme } from "./preferences";
import "./design/tokens.css";
import "./design/base.css";
import "./design/controls.css";

applyTheme();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(<App />);
