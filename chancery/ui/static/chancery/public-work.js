/* The proof of work, beside the page: finds the number below `most` that, put behind the salt, gives the goal. SHA-256 is
   written out because crypto.subtle is missing where an office has no https, and is slow for many short texts. */
const K = new Uint32Array(64), START = new Uint32Array(8);
for (let n = 2, at = 0; at < 64; n++) {
  let prime = true;
  for (let by = 2; by * by <= n; by++) if (n % by === 0) prime = false;
  if (!prime) continue;
  if (at < 8) START[at] = Math.sqrt(n) % 1 * 4294967296;
  K[at++] = Math.cbrt(n) % 1 * 4294967296;
}
const W = new Uint32Array(64), block = new Uint8Array(64), view = new DataView(block.buffer);

/* One block is enough: salt and number are shorter than 56 characters. */
const sha256 = text => {
  block.fill(0);
  for (let i = 0; i < text.length; i++) block[i] = text.charCodeAt(i);
  block[text.length] = 128;
  view.setUint32(60, text.length * 8);
  for (let i = 0; i < 16; i++) W[i] = view.getUint32(i * 4);
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
    h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + START[i] >>> 0).toString(16).padStart(8, "0")).join("");
};

onmessage = ({data}) => {
  for (let n = 0; n < data.most; n++) if (sha256(data.salt + n) === data.goal) { postMessage(n); return; }
  postMessage(null);
};
