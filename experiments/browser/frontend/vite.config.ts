import { defineConfig } from "vite";

const server = `127.0.0.1:${process.env.HELPSEEK_PORT ?? "8765"}`;

export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: process.env.HELPSEEK_OUT ?? "../static", emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      treeshake: {
        // PixiJS switches on all that it can do when imported; what we draw with is named in src/net/painter_webgl.ts.
        moduleSideEffects: (id) => !/\/node_modules\/pixi\.js\/lib\/(?!unsafe-eval\/)/.test(id),
      },
    },
  },
  server: { proxy: { "/api": `http://${server}`, "/ws": { target: `ws://${server}`, ws: true } } },
});
