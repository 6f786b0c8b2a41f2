// src/net/gestures.ts
var e = .15, t = 1.35;
function n(e, t, n, r) {
	let i = e.scale * t, a = n.x - r.width / 2, o = r.height / 2 - n.y;
	return {
		x: e.x + a / e.scale - a / i,
		y: e.y + o / e.scale - o / i,
		scale: i
	};
}
function r(r, i, a) {
	let o = /* @__PURE__ */ new Map(), s = 0, c = (e) => {
		let t = r.getBoundingClientRect();
		return {
			x: e.clientX - t.left,
			y: e.clientY - t.top
		};
	}, l = (e, t, n = {}) => {
		r.addEventListener(e, t, {
			signal: a,
			...n
		});
	};
	l("pointerdown", (e) => {
		if (e.button === 0) {
			o.size === 0 && (s = 0), o.set(e.pointerId, c(e));
			try {
				r.setPointerCapture(e.pointerId);
			} catch {}
		}
	}), l("pointermove", (e) => {
		let t = c(e), r = o.get(e.pointerId);
		if (!r) {
			e.pointerType !== "touch" && i.point(t);
			return;
		}
		let a = i.camera(), l = [...o].filter(([t]) => t !== e.pointerId).map(([, e]) => e);
		if (o.set(e.pointerId, t), s += Math.hypot(t.x - r.x, t.y - r.y), s <= 5) return;
		let u = l[0], d = {
			...a,
			x: a.x - (t.x - r.x) / a.scale / o.size,
			y: a.y + (t.y - r.y) / a.scale / o.size
		};
		if (u) {
			let e = Math.hypot(t.x - u.x, t.y - u.y) / Math.max(Math.hypot(r.x - u.x, r.y - u.y), 1);
			d = n(d, e, {
				x: (t.x + u.x) / 2,
				y: (t.y + u.y) / 2
			}, i.size());
		}
		i.move(d, !0);
	});
	let u = (e) => {
		o.delete(e.pointerId) && (o.size > 0 || (e.type === "pointerup" && s <= 5 && i.pick(c(e)), i.move(i.camera(), !1)));
	};
	l("pointerup", u), l("pointercancel", u), l("pointerleave", () => i.point(null)), l("wheel", (e) => {
		e.preventDefault();
		let t = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1, r = Math.exp(-e.deltaY * t * (e.ctrlKey ? .01 : .0018));
		i.move(n(i.camera(), r, c(e), i.size()), !1);
	}, { passive: !1 }), l("dblclick", (e) => i.move(n(i.camera(), 2, c(e), i.size()), !1)), l("keydown", (r) => {
		if (r.ctrlKey || r.metaKey || r.altKey) return;
		let a = i.camera(), o = i.size(), s = {
			x: o.width / 2,
			y: o.height / 2
		}, c = e * o.width / a.scale, l = e * o.height / a.scale, u = {
			ArrowLeft: () => i.move({
				...a,
				x: a.x - c
			}, !1),
			ArrowRight: () => i.move({
				...a,
				x: a.x + c
			}, !1),
			ArrowUp: () => i.move({
				...a,
				y: a.y + l
			}, !1),
			ArrowDown: () => i.move({
				...a,
				y: a.y - l
			}, !1),
			"+": () => i.move(n(a, t, s, o), !1),
			"=": () => i.move(n(a, t, s, o), !1),
			"-": () => i.move(n(a, 1 / t, s, o), !1),
			0: () => i.fit(),
			Enter: () => i.pick(s),
			Escape: () => i.escape()
		}[r.key];
		u && (r.preventDefault(), r.stopPropagation(), u());
	});
}
// node_modules/kdbush/index.js
var i = [
	Int8Array,
	Uint8Array,
	Uint8ClampedArray,
	Int16Array,
	Uint16Array,
	Int32Array,
	Uint32Array,
	Float32Array,
	Float64Array
], a = 1, o = 8, s = /* @__PURE__ */ new Uint32Array(96), c = class e {
	static from(t) {
		if (!t || t.byteLength === void 0 || t.buffer) throw Error("Data must be an instance of ArrayBuffer or SharedArrayBuffer.");
		let [n, r] = new Uint8Array(t, 0, 2);
		if (n !== 219) throw Error("Data does not appear to be in a KDBush format.");
		let o = r >> 4;
		if (o !== a) throw Error(`Got v${o} data when expected v${a}.`);
		let s = i[r & 15];
		if (!s) throw Error("Unrecognized array type.");
		let [c] = new Uint16Array(t, 2, 1), [l] = new Uint32Array(t, 4, 1);
		return new e(l, c, s, void 0, t);
	}
	constructor(e, t = 64, n = Float64Array, r = ArrayBuffer, a) {
		if (isNaN(e) || e < 0) throw Error(`Unexpected numItems value: ${e}.`);
		this.numItems = +e, this.nodeSize = Math.min(Math.max(+t, 2), 65535), this.ArrayType = n, this.IndexArrayType = e < 65536 ? Uint16Array : Uint32Array;
		let s = i.indexOf(this.ArrayType), c = e * 2 * this.ArrayType.BYTES_PER_ELEMENT, l = e * this.IndexArrayType.BYTES_PER_ELEMENT, u = (8 - l % 8) % 8;
		if (s < 0) throw Error(`Unexpected typed array class: ${n}.`);
		if (a) this.data = a, this.ids = new this.IndexArrayType(a, o, e), this.coords = new n(a, o + l + u, e * 2), this._pos = e * 2, this._finished = !0;
		else {
			let i = this.data = new r(o + c + l + u);
			this.ids = new this.IndexArrayType(i, o, e), this.coords = new n(i, o + l + u, e * 2), this._pos = 0, this._finished = !1, new Uint8Array(i, 0, 2).set([219, 16 + s]), new Uint16Array(i, 2, 1)[0] = t, new Uint32Array(i, 4, 1)[0] = e;
		}
	}
	add(e, t) {
		let n = this._pos >> 1;
		return this.ids[n] = n, this.coords[this._pos++] = e, this.coords[this._pos++] = t, n;
	}
	finish() {
		let e = this._pos >> 1;
		if (e !== this.numItems) throw Error(`Added ${e} items when expected ${this.numItems}.`);
		return l(this.ids, this.coords, this.nodeSize, 0, this.numItems - 1, 0), this._finished = !0, this;
	}
	range(e, t, n, r) {
		if (!this._finished) throw Error("Data not yet indexed - call index.finish().");
		let { ids: i, coords: a, nodeSize: o } = this;
		s[0] = 0, s[1] = i.length - 1, s[2] = 0;
		let c = 3, l = [];
		for (; c > 0;) {
			let u = s[--c], d = s[--c], f = s[--c];
			if (d - f <= o) {
				for (let o = f; o <= d; o++) {
					let s = a[2 * o], c = a[2 * o + 1];
					s >= e && s <= n && c >= t && c <= r && l.push(i[o]);
				}
				continue;
			}
			let p = f + d >> 1, m = a[2 * p], h = a[2 * p + 1];
			m >= e && m <= n && h >= t && h <= r && l.push(i[p]), (u === 0 ? e <= m : t <= h) && (s[c++] = f, s[c++] = p - 1, s[c++] = 1 - u), (u === 0 ? n >= m : r >= h) && (s[c++] = p + 1, s[c++] = d, s[c++] = 1 - u);
		}
		return l;
	}
	within(e, t, n) {
		let r = [];
		return this.withinInto(e, t, n, r), r;
	}
	withinInto(e, t, n, r) {
		if (!this._finished) throw Error("Data not yet indexed - call index.finish().");
		let { ids: i, coords: a, nodeSize: o } = this;
		s[0] = 0, s[1] = i.length - 1, s[2] = 0;
		let c = 3, l = 0, u = n * n;
		for (; c > 0;) {
			let d = s[--c], f = s[--c], m = s[--c];
			if (f - m <= o) {
				for (let n = m; n <= f; n++) p(a[2 * n], a[2 * n + 1], e, t) <= u && (r[l++] = i[n]);
				continue;
			}
			let h = m + f >> 1, g = a[2 * h], _ = a[2 * h + 1];
			p(g, _, e, t) <= u && (r[l++] = i[h]), (d === 0 ? e - n <= g : t - n <= _) && (s[c++] = m, s[c++] = h - 1, s[c++] = 1 - d), (d === 0 ? e + n >= g : t + n >= _) && (s[c++] = h + 1, s[c++] = f, s[c++] = 1 - d);
		}
		return l;
	}
};
function l(e, t, n, r, i, a) {
	if (i - r <= n) return;
	let o = r + i >> 1;
	u(e, t, o, r, i, a), l(e, t, n, r, o - 1, 1 - a), l(e, t, n, o + 1, i, 1 - a);
}
function u(e, t, n, r, i, a) {
	for (; i > r;) {
		if (i - r > 600) {
			let o = i - r + 1, s = n - r + 1, c = Math.log(o), l = .5 * Math.exp(2 * c / 3), d = .5 * Math.sqrt(c * l * (o - l) / o) * (s - o / 2 < 0 ? -1 : 1);
			u(e, t, n, Math.max(r, Math.floor(n - s * l / o + d)), Math.min(i, Math.floor(n + (o - s) * l / o + d)), a);
		}
		let o = t[2 * n + a], s = r, c = i;
		for (d(e, t, r, n), t[2 * i + a] > o && d(e, t, r, i); s < c;) {
			for (d(e, t, s, c), s++, c--; t[2 * s + a] < o;) s++;
			for (; t[2 * c + a] > o;) c--;
		}
		t[2 * r + a] === o ? d(e, t, r, c) : (c++, d(e, t, c, i)), c <= n && (r = c + 1), n <= c && (i = c - 1);
	}
}
function d(e, t, n, r) {
	f(e, n, r), f(t, 2 * n, 2 * r), f(t, 2 * n + 1, 2 * r + 1);
}
function f(e, t, n) {
	let r = e[t];
	e[t] = e[n], e[n] = r;
}
function p(e, t, n, r) {
	let i = e - n, a = t - r;
	return i * i + a * a;
}
// src/net/ties.ts
var m = 8, h = .4, g = .25;
function _(e, t, n) {
	let r = new Float32Array(n.length);
	for (let i = 0; i < n.length; i++) {
		let n = 2 * t[2 * i], a = 2 * t[2 * i + 1];
		r[i] = Math.hypot(e[n] - e[a], e[n + 1] - e[a + 1]);
	}
	let i = r.filter((e, t) => n[t] !== 0).sort(), a = Math.max(i[Math.floor(g * i.length)] ?? 0, 1e-6), o = Array.from({ length: 9 }, () => []);
	for (let e = 0; e < n.length; e++) o[n[e] === 0 ? m : Math.min(Math.max(Math.ceil(2 * Math.log2(r[e] / a)), 0), 7)].push(e);
	let s = new Uint32Array(t.length), c = [], l = 0;
	for (let e of [...Array.from({ length: m }, (e, t) => 7 - t), m]) {
		let n = o[e], r = l;
		for (let e of v(n)) s[2 * l] = t[2 * e], s[2 * l + 1] = t[2 * e + 1], l++;
		let i = e === m;
		l > r && c.push({
			from: r,
			to: l,
			household: i,
			fade: i || e === 0 ? 1 : h ** (e - .5)
		});
	}
	return {
		ends: s,
		classes: c
	};
}
function* v(e) {
	let t = Math.max(1, Math.round(e.length * .618));
	for (; y(t, e.length) > 1;) t++;
	for (let n = 0; n < e.length; n++) yield e[n * t % e.length];
}
function y(e, t) {
	return t === 0 ? e : y(t, e % t);
}
// src/net/graph.ts
var b = class {
	shape;
	household;
	#e = null;
	#t = null;
	#n = /* @__PURE__ */ new Uint32Array();
	#r = null;
	constructor(e, t, n, r) {
		this.shape = {
			people: t.length,
			positions: e,
			..._(e, n, r),
			spacing: S(e)
		}, this.household = t;
	}
	nearest(e, t, n) {
		let { positions: r, people: i } = this.shape;
		if (i === 0) return null;
		if (this.#e === null) {
			this.#e = new c(i, 64, Float32Array);
			for (let e = 0; e < i; e++) this.#e.add(r[2 * e], r[2 * e + 1]);
			this.#e.finish();
		}
		let a = null, o = Infinity;
		for (let i of this.#e.within(e, t, n)) {
			let n = (r[2 * i] - e) ** 2 + (r[2 * i + 1] - t) ** 2;
			n < o && (o = n, a = i);
		}
		return a;
	}
	tied(e) {
		return this.#t === null && this.#i(), this.#n.subarray(this.#t[e], this.#t[e + 1]);
	}
	rings(e, t, n, r) {
		return this.#r ??= this.#a(), this.#r.filter(({ ring: i }) => i.x + i.radius > e && i.x - i.radius < n && i.y + i.radius > t && i.y - i.radius < r).map(({ ring: e }) => e);
	}
	ringOf(e) {
		return this.#r ??= this.#a(), this.#r.find((t) => t.household === e)?.ring ?? null;
	}
	#i() {
		let { ends: e, people: t } = this.shape, n = new Uint32Array(t + 1);
		for (let t of e) n[t + 1]++;
		for (let e = 0; e < t; e++) n[e + 1] += n[e];
		let r = n.slice(), i = new Uint32Array(e.length);
		for (let t = 0; t < e.length; t += 2) {
			let n = e[t], a = e[t + 1];
			i[r[n]++] = a, i[r[a]++] = n;
		}
		this.#t = n, this.#n = i;
	}
	#a() {
		let { positions: e, people: t } = this.shape, n = /* @__PURE__ */ new Map();
		for (let e = 0; e < t; e++) {
			let t = this.household[e];
			if (t < 0) continue;
			let r = n.get(t);
			r ? r.push(e) : n.set(t, [e]);
		}
		let r = [];
		for (let [t, i] of n) {
			if (i.length < 2) continue;
			let n = C(i.map((t) => e[2 * t])), a = C(i.map((t) => e[2 * t + 1])), o = Math.max(...i.map((t) => Math.hypot(e[2 * t] - n, e[2 * t + 1] - a)));
			r.push({
				ring: {
					x: n,
					y: a,
					radius: o
				},
				household: t
			});
		}
		return r;
	}
}, x = 4;
function S(e) {
	let t = Math.max(e.length / 2, 1), n = Math.sqrt(x * Math.PI / t), r = Math.ceil(2.2 / n) + 1, i = /* @__PURE__ */ new Set();
	for (let t = 0; t < e.length; t += 2) i.add(Math.floor((e[t] + 1.1) / n) * r + Math.floor((e[t + 1] + 1.1) / n));
	return Math.min(n * Math.sqrt(i.size / t), Math.sqrt(Math.PI / t));
}
function C(e) {
	return e.reduce((e, t) => e + t, 0) / e.length;
}
// src/net/overlay.ts
var w = 13, T = 4e3;
function E(e, t, n, r, i, a, o) {
	let s = e.getContext("2d");
	if (!s) return;
	let c = e.width / r, l = e.height / r;
	s.setTransform(r, 0, 0, r, 0, 0), s.clearRect(0, 0, c, l);
	let { positions: u, people: d } = t.shape, f = (e) => c / 2 + (e - n.x) * n.scale, p = (e) => l / 2 - (e - n.y) * n.scale, m = (e, t, n) => {
		s.beginPath(), s.arc(e, t, n, 0, 2 * Math.PI), s.stroke();
	}, h = (e, t) => m(f(u[2 * e]), p(u[2 * e + 1]), Math.max(i, 3) / 2 + t), g = t.shape.spacing * n.scale;
	if (g > w) {
		let e = c / 2 / n.scale, r = l / 2 / n.scale;
		s.strokeStyle = o.tie, s.globalAlpha = Math.min(.5, (g - w) / 40), s.lineWidth = 1;
		for (let a of t.rings(n.x - e, n.y - r, n.x + e, n.y + r)) m(f(a.x), p(a.y), a.radius * n.scale + i * .8);
		s.globalAlpha = 1;
	}
	s.strokeStyle = o.mark, s.lineWidth = 1.25;
	for (let e of a.ringed.slice(0, T)) h(e, 2);
	for (let [e, n] of [[a.hovered, 1], [a.selected, 2]]) {
		if (e === null || e >= d) continue;
		let r = t.household[e], i = f(u[2 * e]), a = p(u[2 * e + 1]);
		for (let n of t.tied(e)) {
			let e = r >= 0 && t.household[n] === r, c = f(u[2 * n]), l = p(u[2 * n + 1]);
			for (let [t, n] of [[o.ground, (e ? 2.5 : 1.5) + 2], [o.mark, e ? 2.5 : 1.25]]) s.strokeStyle = t, s.lineWidth = n, s.beginPath(), s.moveTo(i, a), s.lineTo(c, l), s.stroke();
		}
		s.strokeStyle = o.mark, s.lineWidth = 1.5;
		for (let n of t.tied(e)) h(n, 2);
		s.strokeStyle = o.ground, s.lineWidth = n + 4, h(e, 4), s.strokeStyle = o.mark, s.lineWidth = n + 1, h(e, 4);
	}
}
// src/net/painter.ts
function D(e, t) {
	return e.x === t.x && e.y === t.y && e.scale === t.scale;
}
var ee = .24, O = .045, k = .012;
function A(e, t) {
	if (e.household) return {
		until: e.to,
		ink: t.household
	};
	let n = t.friend * e.fade, r = Math.max(n, k);
	return {
		until: e.from + Math.round((e.to - e.from) * (n / r)),
		ink: r
	};
}
function j(e, t, n) {
	let r = e.spacing * t.scale, i = 2 * t.scale / Math.max(n, 1), a = Math.sqrt(46e3 / Math.max(e.ends.length / 2, 2e3)), o = Math.max(i, 1) ** .35;
	return {
		loud: Math.max(Math.min(Math.max(.6 * r, 2.4), 24), Math.min(.95 * r, 5)),
		quiet: Math.min(Math.max(.42 * r, 1.7), 18),
		household: Math.min(ee * Math.sqrt(a) * o, .6),
		friend: Math.min(O * a * o, .4)
	};
}
// src/net/painter_canvas.ts
var M = 12e3, N = 5, P = class {
	kind = "canvas";
	#e;
	#t;
	#n = document.createElement("canvas");
	#r = document.createElement("canvas");
	#i = null;
	#a = null;
	#o = Infinity;
	#s = null;
	#c = {
		ground: [
			255,
			255,
			255
		],
		tie: [
			100,
			100,
			100
		]
	};
	#l = /* @__PURE__ */ new Uint8Array(1024);
	#u = /* @__PURE__ */ new Uint8Array();
	#d = null;
	#f = {
		width: 1,
		height: 1,
		ratio: 1
	};
	constructor(e) {
		let t = e.getContext("2d", { alpha: !1 });
		if (!t) throw Error("no canvas");
		this.#e = e, this.#t = t;
	}
	setShape(e) {
		this.#s = e, this.#i = this.#a = null;
	}
	setInk(e) {
		this.#c = e, this.#i = this.#a = null;
	}
	setPalette(e) {
		this.#l = e;
	}
	setCodes(e, t) {
		this.#u = e, this.#d = t;
	}
	resize(e, t, n) {
		this.#f = {
			width: e,
			height: t,
			ratio: n
		};
		for (let r of [
			this.#e,
			this.#n,
			this.#r
		]) r.width = Math.max(1, Math.round(e * n)), r.height = Math.max(1, Math.round(t * n));
		this.#i = this.#a = null;
	}
	draw(e, t, n) {
		let r = this.#t, { width: i, height: a, ratio: o } = this.#f;
		n ? (this.#a = { ...e }, this.#o = 0, I(this.#r, this.#c.ground)) : this.#a && !D(this.#a, e) && (this.#o = Infinity);
		let s = this.#p(t);
		r.setTransform(1, 0, 0, 1, 0, 0), r.fillStyle = F(this.#c.ground), r.fillRect(0, 0, this.#e.width, this.#e.height);
		let [c, l] = this.#i ? [this.#n, this.#i] : [this.#r, this.#a];
		if (l) {
			let t = e.scale / l.scale;
			r.drawImage(c, (i / 2 * (1 - t) + (l.x - e.x) * e.scale) * o, (a / 2 * (1 - t) - (l.y - e.y) * e.scale) * o, c.width * t, c.height * t);
		}
		return this.#m(e, t), s;
	}
	destroy() {
		this.#s = null;
	}
	#p(e) {
		let t = this.#s, n = this.#a;
		if (!t || !n || this.#o === Infinity) return !0;
		let r = this.#r.getContext("2d"), { width: i, height: a, ratio: o } = this.#f, { positions: s, ends: c } = t, l = Math.min(this.#o + M, c.length / 2), u = n.scale * o, d = i / 2 * o, f = a / 2 * o;
		r.strokeStyle = F(this.#c.tie), r.lineWidth = Math.max(1, o * .75);
		for (let i of t.classes) {
			let t = A(i, e), a = Math.max(this.#o, i.from), o = Math.min(l, t.until);
			if (!(a >= o)) {
				r.globalAlpha = t.ink, r.beginPath();
				for (let e = a; e < o; e++) {
					let t = 2 * c[2 * e], i = 2 * c[2 * e + 1];
					r.moveTo(d + (s[t] - n.x) * u, f - (s[t + 1] - n.y) * u), r.lineTo(d + (s[i] - n.x) * u, f - (s[i + 1] - n.y) * u), (e - a) % 500 == 499 && (r.stroke(), r.beginPath());
				}
				r.stroke();
			}
		}
		return r.globalAlpha = 1, this.#o = l, l < c.length / 2 ? !1 : (this.#n.getContext("2d").drawImage(this.#r, 0, 0), this.#i = n, this.#o = Infinity, !0);
	}
	#m(e, t) {
		let n = this.#s;
		if (!n) return;
		let r = this.#t, { width: i, height: a, ratio: o } = this.#f, s = this.#d, c = e.scale * o, l = i / 2 * o, u = a / 2 * o, d = Array.from({ length: 768 }, () => []);
		for (let e = 0; e < n.people; e++) d[(s ? s[e] : 0) * 256 + (this.#u[e] ?? 0)].push(e);
		for (let [i, a] of d.entries()) {
			if (a.length === 0) continue;
			let s = i >> 8, d = i & 255, f = this.#l, p = f[4 * d + 3] === 128, m = Math.max(p ? t.quiet : t.loud, 1.6) * o;
			s === 2 && (m = Math.max(t.loud * 1.25, 4) * o), r.fillStyle = F([
				f[4 * d],
				f[4 * d + 1],
				f[4 * d + 2]
			]), r.globalAlpha = s === 1 ? .16 : 1;
			for (let t of a) {
				let i = l + (n.positions[2 * t] - e.x) * c, a = u - (n.positions[2 * t + 1] - e.y) * c;
				i < -m || a < -m || i > this.#e.width + m || a > this.#e.height + m || (m < N * o ? r.fillRect(i - m / 2, a - m / 2, m, m) : (r.beginPath(), r.arc(i, a, m / 2, 0, 2 * Math.PI), r.fill()));
			}
		}
		r.globalAlpha = 1;
	}
};
function F([e, t, n]) {
	return `rgb(${e} ${t} ${n})`;
}
function I(e, t) {
	let n = e.getContext("2d");
	n.fillStyle = F(t), n.fillRect(0, 0, e.width, e.height);
}
// src/net/network.ts
var L = {
	ground: "#fbfcfd",
	tie: "#5b6770",
	mark: "#111820"
}, R = 140, z = 14, B = .94, V = 500, H = class {
	element = document.createElement("div");
	#e;
	#t = document.createElement("canvas");
	#n = new AbortController();
	#r;
	#i = document.createElement("canvas");
	#a = null;
	#o = null;
	#s = /* @__PURE__ */ new Uint8Array();
	#c = (/* @__PURE__ */ new Uint8Array(1024)).fill(255);
	#l;
	#u = null;
	#d = null;
	#f = null;
	#p = null;
	#m = null;
	#h = {
		x: 0,
		y: 0,
		scale: 1
	};
	#g = !0;
	#_ = {
		width: 0,
		height: 0,
		ratio: 1
	};
	#v = {
		codes: !0,
		ties: !0,
		overlay: !0
	};
	#y = 0;
	#b = 0;
	#x = 0;
	constructor(e, t = {}) {
		this.#e = t, this.#l = t.ink ?? L;
		let { element: n } = this;
		n.className = "network", n.tabIndex = 0, n.setAttribute("role", "application"), n.setAttribute("aria-roledescription", "network"), this.setLabel(t.label ?? "Network of people"), Object.assign(n.style, {
			position: "absolute",
			inset: "0",
			overflow: "hidden",
			touchAction: "pan-y",
			userSelect: "none"
		});
		for (let e of [this.#i, this.#t]) U(e);
		this.#t.style.pointerEvents = "none", n.append(this.#i, this.#t), getComputedStyle(e).position === "static" && (e.style.position = "relative"), e.append(n), r(n, {
			camera: () => this.#h,
			size: () => this.#_,
			move: (e) => this.#E(e),
			fit: () => this.fit(),
			point: (e) => this.#k(e),
			pick: (e) => {
				t.onPick?.(this.#O(e));
			},
			escape: () => {
				t.onPick?.(null);
			}
		}, this.#n.signal), this.#r = new ResizeObserver(() => this.#w()), this.#r.observe(n), matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => this.#w(), {
			signal: this.#n.signal,
			once: !0
		}), this.#S();
	}
	get painter() {
		return this.#a?.kind ?? "";
	}
	get selected() {
		return this.#m;
	}
	setLabel(e) {
		this.element.setAttribute("aria-label", `${e}. Arrow keys move, plus and minus zoom, 0 shows all.`);
	}
	setTown(e, t, n, r) {
		this.#o = new b(e, t, n, r), this.#s = new Uint8Array(t.length), this.#u = null, this.#d = null, this.#p = this.#m = null, this.#a?.setShape(this.#o.shape), this.#v = {
			codes: !0,
			ties: !0,
			overlay: !0
		}, this.fit();
	}
	setColours(e) {
		let t = (/* @__PURE__ */ new Uint8Array(1024)).fill(255), n = e.at(-1);
		for (let r = 0; r < 256; r++) {
			let i = e[r] ?? n;
			if (!i) break;
			t.set([...G(i.colour), i.quiet ? 128 : 255], 4 * r);
		}
		this.#c = t, this.#a?.setPalette(t), this.#j();
	}
	setInk(e) {
		this.#l = e, this.#a?.setInk(K(e)), this.#v.ties = this.#v.overlay = !0, this.#j();
	}
	setCodes(e, t = 0) {
		let n = this.#o?.shape.people ?? e.length;
		this.#s = e.length === n ? e : e.subarray(t * n, (t + 1) * n), this.#v.codes = !0, this.#j();
	}
	highlight(e, t = "ring") {
		this.#d = e === null ? null : {
			rows: new Set(e),
			mode: t
		}, this.#v.codes = this.#v.overlay = !0, this.#j();
	}
	highlightCodes(e) {
		this.#f = e && e.size > 0 ? e : null, this.#v.codes = !0, this.#j();
	}
	select(e) {
		this.#m = e, this.#v.overlay = !0, this.#j();
	}
	fit() {
		cancelAnimationFrame(this.#x), this.#g = !0, this.#E(this.#T(), !0);
	}
	zoomBy(e) {
		let { width: t, height: r } = this.#_;
		this.#E(n(this.#h, e, {
			x: t / 2,
			y: r / 2
		}, this.#_));
	}
	zoomTo(e) {
		let t = this.#o?.shape;
		if (!t || e >= t.people) return;
		let n = 42 / t.spacing;
		this.#D({
			x: t.positions[2 * e],
			y: t.positions[2 * e + 1],
			scale: Math.max(this.#h.scale, n)
		});
	}
	async toPng() {
		this.#M(performance.now(), !0);
		let e = document.createElement("canvas");
		e.width = this.#i.width, e.height = this.#i.height;
		let t = e.getContext("2d");
		return t.drawImage(this.#i, 0, 0), t.drawImage(this.#t, 0, 0), await new Promise((t, n) => {
			e.toBlob((e) => e ? t(e) : n(/* @__PURE__ */ Error("The browser made no picture.")), "image/png");
		});
	}
	destroy() {
		this.#n.abort(), this.#r.disconnect();
		for (let e of [this.#y, this.#x]) cancelAnimationFrame(e);
		clearTimeout(this.#b), this.#a?.destroy(), this.#a = null, this.element.remove();
	}
	async #S() {
		let e = null;
		if (this.#e.painter !== "canvas") try {
			let { WebglPainter: t } = await import("./net/painter_webgl");
			e = await t.on(this.#i, () => {
				this.#C();
			});
		} catch {
			let e = document.createElement("canvas");
			U(e), this.#i.replaceWith(e), this.#i = e;
		}
		this.#n.signal.aborted ? e?.destroy() : (this.#a = e ?? new P(this.#i), this.element.dataset.painter = this.#a.kind, this.#a.setInk(K(this.#l)), this.#a.setPalette(this.#c), this.#o && this.#a.setShape(this.#o.shape), this.#w());
	}
	#C() {
		this.#v = {
			codes: !0,
			ties: !0,
			overlay: !0
		}, this.#j();
	}
	#w() {
		let e = this.element.clientWidth, t = this.element.clientHeight, n = Math.min(devicePixelRatio || 1, 2);
		e !== 0 && t !== 0 && (this.#_ = {
			width: e,
			height: t,
			ratio: n
		}, this.#t.width = Math.round(e * n), this.#t.height = Math.round(t * n), this.#a?.resize(e, t, n), this.#g && (this.#h = this.#T()), this.#C());
	}
	#T() {
		return {
			x: 0,
			y: 0,
			scale: B * Math.min(this.#_.width, this.#_.height) / 2 || 1
		};
	}
	#E(e, t = !1) {
		let n = this.#T(), r = Math.min(Math.max(e.scale, n.scale * .5), n.scale * V), i = (e) => Math.min(Math.max(e, -1.1), 1.1);
		this.#h = {
			x: i(e.x),
			y: i(e.y),
			scale: r
		}, this.#g = t, this.element.style.touchAction = r > n.scale * 1.05 ? "none" : "pan-y", this.#v.overlay = !0, clearTimeout(this.#b), this.#b = window.setTimeout(() => {
			this.#v.ties = !0, this.#j();
		}, R), this.#j();
	}
	#D(e) {
		if (cancelAnimationFrame(this.#x), matchMedia("(prefers-reduced-motion: reduce)").matches) return this.#E(e);
		let t = this.#h, n = performance.now(), r = (i) => {
			let a = Math.min(Math.max((i - n) / 450, 0), 1), o = a * a * (3 - 2 * a), s = t.scale * (e.scale / t.scale) ** o;
			this.#E({
				x: t.x + (e.x - t.x) * o,
				y: t.y + (e.y - t.y) * o,
				scale: s
			}), a < 1 && (this.#x = requestAnimationFrame(r));
		};
		this.#x = requestAnimationFrame(r);
	}
	#O(e) {
		let { width: t, height: n } = this.#_, r = this.#h;
		return this.#o?.nearest(r.x + (e.x - t / 2) / r.scale, r.y - (e.y - n / 2) / r.scale, z / r.scale) ?? null;
	}
	#k(e) {
		let t = e === null ? null : this.#O(e);
		this.element.style.cursor = t === null ? "grab" : "pointer", t !== this.#p && (this.#p = t, this.#v.overlay = !0, this.#j()), this.#e.onHover?.(t, t === null ? null : this.#A(t));
	}
	#A(e) {
		let { positions: t } = this.#o.shape, n = this.#h;
		return {
			x: this.#_.width / 2 + (t[2 * e] - n.x) * n.scale,
			y: this.#_.height / 2 - (t[2 * e + 1] - n.y) * n.scale
		};
	}
	#j() {
		this.#y === 0 && (this.#y = requestAnimationFrame((e) => {
			this.#y = 0, this.#M(e, !1);
		}));
	}
	#M(e, t) {
		let n = this.#a, r = this.#o;
		if (!n || !r || this.#_.width === 0) return;
		this.#v.codes && (this.#N(), n.setCodes(this.#s, this.#u));
		let i = j(r.shape, this.#h, 2 * this.#T().scale), a = n.draw(this.#h, i, this.#v.ties);
		for (; t && !a;) a = n.draw(this.#h, i, !1);
		if (this.#v.overlay) {
			let e = this.#d?.mode === "ring" ? [...this.#d.rows] : [];
			E(this.#t, r, this.#h, this.#_.ratio, i.loud, {
				hovered: this.#p,
				selected: this.#m,
				ringed: e
			}, this.#l);
		}
		this.#v = {
			codes: !1,
			ties: !1,
			overlay: !1
		}, a || this.#j();
	}
	#N() {
		let e = this.#s.length, t = this.#d?.mode === "only" ? this.#d.rows : null, n = this.#f;
		if (!t && !n) {
			this.#u = null;
			return;
		}
		let r = this.#u?.length === e ? this.#u : new Uint8Array(e);
		if (n) for (let t = 0; t < e; t++) r[t] = n.has(this.#s[t]) ? 2 : 1;
		else r.fill(1);
		if (t) for (let n of t) n < e && (r[n] = 2);
		this.#u = r;
	}
};
function U(e) {
	Object.assign(e.style, {
		position: "absolute",
		inset: "0",
		width: "100%",
		height: "100%",
		display: "block"
	});
}
var W = document.createElement("canvas").getContext("2d", { willReadFrequently: !0 });
function G(e) {
	if (!W) return [
		128,
		128,
		128
	];
	W.clearRect(0, 0, 1, 1), W.fillStyle = "#808080", W.fillStyle = e, W.fillRect(0, 0, 1, 1);
	let [t = 0, n = 0, r = 0] = W.getImageData(0, 0, 1, 1).data;
	return [
		t,
		n,
		r
	];
}
function K(e) {
	return {
		ground: G(e.ground),
		tie: G(e.tie)
	};
}
// src/wire/binary.ts
var q = 32, J = 0, Y = 1, X = 1, Z = 2;
function Q(e, t) {
	let n = new Uint32Array(e, 0, q / 4), r = (e) => n[e] ?? 0;
	if (r(0) === J) {
		let t = r(1), n = r(2), i = q, a = new Float32Array(e, i, 2 * t), o = new Int32Array(e, i += a.byteLength, t), s = new Uint32Array(e, i += o.byteLength, 2 * n), c = new Uint8Array(e, i += s.byteLength, n);
		return { town: {
			people: t,
			ties: r(3),
			adults: r(4),
			positions: a,
			household: o,
			ends: s,
			kinds: c
		} };
	}
	if (r(0) === Y) {
		let n = r(3), i = r(4), a = r(5), o = r(6), s = new Float32Array(e, q, i * a * t * 3);
		return { frame: {
			frame: r(1),
			weeks: r(2),
			people: n,
			arms: i,
			length: a,
			colouring: r(7),
			afresh: (o & X) !== 0,
			playing: (o & Z) !== 0,
			series: s,
			codes: new Uint8Array(e, q + s.byteLength, i * n)
		} };
	}
	return null;
}
// src/widget.ts
var te = {
	ground: "#fbfcfd",
	tie: "#5b6770",
	mark: "#111820"
}, ne = {
	ground: "#12181d",
	tie: "#9fb0bf",
	mark: "#ffffff"
};
function $(e) {
	return new Uint8Array(e.buffer, e.byteOffset, e.byteLength).slice().buffer;
}
function re(e) {
	return e.closest(".theme--dark") !== null;
}
function ie({ model: e, el: t }) {
	let n = document.createElement("div");
	n.style.height = `${e.get("height")}px`;
	let r = document.createElement("ul");
	Object.assign(r.style, {
		listStyle: "none",
		margin: "8px 0 0",
		padding: "0",
		display: "flex",
		flexWrap: "wrap",
		gap: "4px 14px",
		fontSize: "12px"
	}), t.append(n, r);
	let i = re(t), a = new H(n, {
		label: e.get("label"),
		ink: i ? ne : te,
		painter: "canvas",
		onPick: (t) => {
			e.set("person", t ?? -1), a.select(t), e.save_changes();
		}
	}), o = {
		"change:town": () => {
			let t = Q($(e.get("town")), 0);
			t && "town" in t && a.setTown(t.town.positions, t.town.household, t.town.ends, t.town.kinds);
		},
		"change:palette": () => {
			let t = e.get("palette");
			a.setColours(t.map((e, t) => ({
				colour: i ? e.dark : e.light,
				quiet: t === 0
			}))), r.replaceChildren(...t.map((e) => {
				let t = document.createElement("li"), n = document.createElement("span");
				return Object.assign(n.style, {
					display: "inline-block",
					width: "10px",
					height: "10px",
					borderRadius: "5px",
					marginRight: "6px",
					background: i ? e.dark : e.light,
					outline: "1px solid rgb(128 128 128 / 0.5)"
				}), t.append(n, e.title), t;
			}));
		},
		"change:codes": () => {
			a.setCodes(new Uint8Array($(e.get("codes"))));
		}
	};
	for (let [t, n] of Object.entries(o)) n(), e.on(t, n);
	return () => {
		for (let [t, n] of Object.entries(o)) e.off(t, n);
		a.destroy();
	};
}
var ae = { render: ie };
export { ae as default };
