// The town drawn with WebGL 2, through PixiJS.
//
// Ties are drawn to a texture when the view comes to rest, some thousands a frame, and that texture is laid under
// the people in between; of a week only two bytes a person go to the graphics card.

import "pixi.js/unsafe-eval"; // pages forbid eval, which PixiJS otherwise writes its uploads with
import {
  BufferImageSource, Buffer, BufferUsage, Container, extensions, Geometry, GlProgram, Mesh, MeshPipe, RenderTexture,
  Shader, UniformGroup, WebGLRenderer,
} from "pixi.js";
import { inked, same, type Camera, type Ink, type Look, type Painter, type Palette, type Shape } from "./painter";
import type { TieClass } from "./ties";

extensions.add(MeshPipe);

const TIES_A_FRAME = 12_000, TIES_A_PIECE = 500; // of a class, whole pieces are drawn or left out

const VIEW = `#version 300 es
precision highp float;
uniform vec4 uView;   // middle of what is seen, and clip units for one unit
vec2 seen(vec2 place) { return (place - uView.xy) * uView.zw; }
`;
const PEOPLE_VERTEX = `${VIEW}
in vec2 aPlace;
in vec2 aCode;        // code, mark
uniform vec3 uDot;    // width of loud and quiet dots and the smallest, in device pixels
uniform sampler2D uPalette;
out vec4 vColour;
out float vSize;
void main() {
  vec4 colour = texelFetch(uPalette, ivec2(int(aCode.x + 0.5), 0), 0);
  float mark = floor(aCode.y + 0.5);
  float size = max(colour.a > 0.75 ? uDot.x : uDot.y, uDot.z);
  if (mark == 2.0) size = max(uDot.x * 1.25, uDot.z * 2.5);
  float alpha = mark == 1.0 ? 0.16 : 1.0;
  vColour = vec4(colour.rgb * alpha, alpha);
  vSize = size;
  gl_PointSize = size + 1.0;
  gl_Position = vec4(seen(aPlace), 0.0, 1.0);
}`;
const PEOPLE_FRAGMENT = `#version 300 es
precision highp float;
in vec4 vColour;
in float vSize;
out vec4 oColour;
void main() {
  float away = length(gl_PointCoord - 0.5) * (vSize + 1.0);
  float cover = clamp(vSize * 0.5 - away + 0.5, 0.0, 1.0);
  if (cover <= 0.0) discard;
  oColour = vColour * cover;
}`;
const TIES_VERTEX = `${VIEW}
in vec2 aPlace;
void main() { gl_Position = vec4(seen(aPlace), 0.0, 1.0); }`;
const TIES_FRAGMENT = `#version 300 es
precision highp float;
uniform vec4 uInk;
out vec4 oColour;
void main() { oColour = vec4(uInk.rgb * uInk.a, uInk.a); }`;
const SHEET_VERTEX = `#version 300 es
precision highp float;
in vec2 aCorner;
uniform vec4 uRect;   // middle and half the size of the sheet, in clip units
out vec2 vAt;
void main() { vAt = aCorner * 0.5 + 0.5; gl_Position = vec4(uRect.xy + aCorner * uRect.zw, 0.0, 1.0); }`;
const SHEET_FRAGMENT = `#version 300 es
precision highp float;
in vec2 vAt;
uniform sampler2D uSheet;
out vec4 oColour;
void main() { oColour = texture(uSheet, vAt); }`;

type Drawn = Mesh<Geometry, Shader>;

/** Some ties of a class. */
interface Piece { mesh: Drawn; from: number; class: number }

/** A texture with ties on it, and the view that they were drawn for. */
interface Sheet { texture: RenderTexture; camera: Camera; width: number; height: number }

export class WebglPainter implements Painter {
  readonly kind = "webgl";
  readonly #renderer: WebGLRenderer;
  readonly #stage = new Container();
  readonly #view = new UniformGroup({ uView: { value: new Float32Array([0, 0, 1, 1]), type: "vec4<f32>" } });
  readonly #dot = new UniformGroup({ uDot: { value: new Float32Array(3), type: "vec3<f32>" } });
  readonly #rect = new UniformGroup({ uRect: { value: new Float32Array([0, 0, 1, 1]), type: "vec4<f32>" } });
  readonly #palette = new BufferImageSource({
    resource: new Uint8Array(256 * 4), width: 256, height: 1, format: "rgba8unorm",
    alphaMode: "no-premultiply-alpha", scaleMode: "nearest", mipLevelCount: 1,
  });
  readonly #codes = new Buffer({ data: new Uint8Array(2), usage: BufferUsage.VERTEX | BufferUsage.COPY_DST });
  readonly #sheetMesh: Drawn;
  readonly #tiesProgram = GlProgram.from({ vertex: TIES_VERTEX, fragment: TIES_FRAGMENT });
  #people: Drawn | null = null;
  #classes: readonly TieClass[] = [];
  #inks: ReturnType<typeof inkGroup>[] = [];
  #ties: Piece[] = [];
  #front: Sheet | null = null;
  #back: Sheet | null = null;
  #next = 0; // number of the next piece of ties to draw on the back sheet
  #ink: Ink = { ground: [255, 255, 255], tie: [100, 100, 100] };
  #size = { width: 1, height: 1, ratio: 1 };

  private constructor(renderer: WebGLRenderer) {
    this.#renderer = renderer;
    this.#sheetMesh = new Mesh({
      geometry: new Geometry({
        attributes: { aCorner: { buffer: new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), format: "float32x2" } },
        topology: "triangle-strip",
      }),
      shader: new Shader({
        glProgram: GlProgram.from({ vertex: SHEET_VERTEX, fragment: SHEET_FRAGMENT }),
        resources: { rect: this.#rect, uSheet: this.#palette },
      }),
    });
    this.#sheetMesh.visible = false;
    this.#stage.addChild(this.#sheetMesh);
  }

  /** Raises an error where the browser has no WebGL 2. `restored` is called when a lost context is back. */
  static async on(canvas: HTMLCanvasElement, restored: () => void): Promise<WebglPainter> {
    const renderer = new WebGLRenderer();
    await renderer.init({
      canvas, width: 16, height: 16, antialias: false, autoDensity: false, preferWebGLVersion: 2,
      backgroundColor: 0xffffff, skipExtensionImports: true,
    });
    if (renderer.context.webGLVersion !== 2) {
      renderer.destroy();
      throw new Error("no WebGL 2");
    }
    const painter = new WebglPainter(renderer);
    canvas.addEventListener("webglcontextrestored", () => {
      painter.#front = painter.#back = null; // what was on them is lost
      restored();
    });
    return painter;
  }

  setShape(shape: Shape): void {
    for (const each of this.#ties.splice(0)) discard(each.mesh);
    if (this.#people) {
      this.#stage.removeChild(this.#people);
      this.#people.geometry.buffers[0]?.destroy();
      discard(this.#people);
    }
    const place = new Buffer({
      data: new Float32Array(shape.positions), usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
    });
    this.#codes.data = new Uint8Array(2 * shape.people);
    this.#people = new Mesh({
      geometry: new Geometry({
        attributes: { aPlace: { buffer: place, format: "float32x2" }, aCode: { buffer: this.#codes, format: "uint8x2" } },
        topology: "point-list",
      }),
      shader: new Shader({
        glProgram: GlProgram.from({ vertex: PEOPLE_VERTEX, fragment: PEOPLE_FRAGMENT }),
        resources: { view: this.#view, dot: this.#dot, uPalette: this.#palette },
      }),
    });
    this.#stage.addChild(this.#people);
    this.#classes = shape.classes;
    this.#inks = shape.classes.map(() => inkGroup());
    for (const [number, each] of shape.classes.entries()) {
      const shader = new Shader({ glProgram: this.#tiesProgram, resources: { view: this.#view, ink: this.#inks[number]! } });
      for (let from = each.from; from < each.to; from += TIES_A_PIECE) {
        const geometry = new Geometry({
          attributes: { aPlace: { buffer: place, format: "float32x2" } },
          indexBuffer: shape.ends.slice(2 * from, 2 * Math.min(from + TIES_A_PIECE, each.to)),
          topology: "line-list",
        });
        this.#ties.push({ mesh: new Mesh({ geometry, shader }), from, class: number });
      }
    }
    this.#forget();
  }

  setInk(ink: Ink): void {
    this.#ink = ink;
    this.#renderer.background.color = (ink.ground[0] << 16) | (ink.ground[1] << 8) | ink.ground[2];
    this.#forget();
  }

  setPalette(palette: Palette): void {
    (this.#palette.resource as Uint8Array).set(palette);
    this.#palette.update();
  }

  setCodes(codes: Uint8Array, marks: Uint8Array | null): void {
    const data = this.#codes.data as Uint8Array;
    for (let row = 0; row < codes.length; row++) {
      data[2 * row] = codes[row]!;
      data[2 * row + 1] = marks === null ? 0 : marks[row]!;
    }
    this.#codes.update();
  }

  resize(width: number, height: number, ratio: number): void {
    this.#size = { width, height, ratio };
    this.#renderer.resize(width, height, ratio);
    this.#forget();
  }

  draw(camera: Camera, look: Look, fresh: boolean): boolean {
    const { width, height, ratio } = this.#size;
    if (fresh) this.#begin(camera);
    // Ties of a view that is left already are not worth drawing: they are asked for anew when it rests.
    else if (this.#back && !same(this.#back.camera, camera)) this.#next = Infinity;
    const all = this.#continue(look);
    this.#lay(camera);
    this.#see(camera);
    this.#dot.uniforms.uDot.set([look.loud * ratio, look.quiet * ratio, 1.6 * ratio]);
    this.#dot.update();
    if (width > 0 && height > 0) this.#renderer.render(this.#stage);
    return all;
  }

  destroy(): void {
    for (const each of this.#ties) discard(each.mesh);
    this.#forget();
    this.#renderer.destroy();
  }

  /** Ties on sheets no longer are what they should be. */
  #forget(): void {
    this.#sheetMesh.shader!.resources.uSheet = this.#palette; // no shader may hold what is destroyed
    for (const sheet of [this.#front, this.#back]) sheet?.texture.destroy(true);
    this.#front = this.#back = null;
  }

  #see(camera: Camera): void {
    const { width, height } = this.#size;
    this.#view.uniforms.uView.set([
      camera.x, camera.y, (2 * camera.scale) / width, (2 * camera.scale) / height,
    ]);
    this.#view.update();
  }

  #begin(camera: Camera): void {
    const { width, height, ratio } = this.#size;
    const texture = this.#back?.texture ?? RenderTexture.create({ width, height, resolution: ratio, antialias: false });
    this.#back = { texture, camera: { ...camera }, width, height };
    this.#next = -1;
  }

  /** Draw some more ties on the back sheet; whether all are there. */
  #continue(look: Look): boolean {
    const back = this.#back;
    if (!back || this.#next >= this.#ties.length) return true;
    const [red, green, blue] = this.#ink.tie;
    const shown = this.#classes.map((each) => inked(each, look));
    for (const [number, { ink }] of shown.entries()) {
      this.#inks[number]!.uniforms.uInk.set([red / 255, green / 255, blue / 255, ink]);
      this.#inks[number]!.update();
    }
    this.#see(back.camera);
    const first = this.#next < 0, container = new Container();
    this.#next = Math.max(this.#next, 0);
    while (this.#next < this.#ties.length && container.children.length < TIES_A_FRAME / TIES_A_PIECE) {
      const piece = this.#ties[this.#next++]!;
      // Half of a piece is no piece, so that on the whole as much is drawn as there should be.
      if (piece.from + TIES_A_PIECE / 2 <= shown[piece.class]!.until || piece.from === this.#classes[piece.class]!.from) container.addChild(piece.mesh);
    }
    const { ground } = this.#ink;
    const clearColor = [ground[0] / 255, ground[1] / 255, ground[2] / 255, 1];
    this.#renderer.render({ container, target: back.texture, clear: first, clearColor });
    container.removeChildren();
    container.destroy();
    if (this.#next < this.#ties.length) return false;
    [this.#front, this.#back] = [back, this.#front];
    this.#next = Infinity;
    return true;
  }

  /** Lay the sheet with ties where it belongs in the present view. */
  #lay(camera: Camera): void {
    const sheet = this.#front ?? this.#back;
    this.#sheetMesh.visible = sheet !== null;
    if (!sheet) return;
    const { width, height } = this.#size;
    const zoom = camera.scale / sheet.camera.scale;
    this.#rect.uniforms.uRect.set([
      ((sheet.camera.x - camera.x) * 2 * camera.scale) / width,
      ((sheet.camera.y - camera.y) * 2 * camera.scale) / height,
      (zoom * sheet.width) / width, (zoom * sheet.height) / height,
    ]);
    this.#rect.update();
    this.#sheetMesh.shader!.resources.uSheet = sheet.texture.source;
  }
}

function inkGroup() {
  return new UniformGroup({ uInk: { value: new Float32Array(4), type: "vec4<f32>" } });
}

function discard(mesh: Drawn): void {
  const { geometry } = mesh;
  mesh.destroy();
  geometry.indexBuffer?.destroy();
  geometry.destroy();
}
