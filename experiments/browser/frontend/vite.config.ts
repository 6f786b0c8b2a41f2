import { defineConfig, type Plugin } from "vite";

const server = `127.0.0.1:${process.env.HELPSEEK_PORT ?? "8765"}`;

/** PixiJS offers to fetch all else that it can do; it is told not to (src/net/painter_webgl.ts), so that needs no files. */
const withoutExtras: Plugin = {
  name: "without-extras-of-pixi",
  enforce: "pre",
  resolveId: (source, importer) =>
    /pixi\.js/.test(importer ?? "") && /\/(browserAll|webworkerAll)\.mjs$/.test(source) ? "\0nothing" : null,
  load: (id) => id === "\0nothing" ? "export {};" : null,
};

export default defineConfig({
  plugins: [withoutExtras],
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
