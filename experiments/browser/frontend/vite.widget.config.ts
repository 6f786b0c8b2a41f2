// The network view for Mesa's page: one file, and without WebGL, which some thousands of people do not need.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: process.env.HELPSEEK_OUT ?? "../static", emptyOutDir: false, target: "es2022", copyPublicDir: false,
    lib: { entry: "src/widget.ts", formats: ["es"], fileName: () => "network-widget.js" },
    // It is asked to draw on a canvas, and so never comes to import this.
    rolldownOptions: { external: [/painter_webgl/] },
  },
});
