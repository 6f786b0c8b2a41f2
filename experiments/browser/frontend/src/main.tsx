import { render } from "preact";

render(<h1>Helpseek</h1>, document.getElementById("app")!);
