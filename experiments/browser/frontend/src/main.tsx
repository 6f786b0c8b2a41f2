import { render } from "preact";
import { App } from "./shell/App";
import "./shell/theme.css";
import "./shell/base.css";
import "./shell/shell.css";

render(<App />, document.getElementById("app")!);
