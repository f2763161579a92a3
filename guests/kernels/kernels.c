// What programs spend their time with, one kernel for each kind. All are (size) -> a number that depends on all the work.

typedef unsigned char u8;
typedef unsigned int u32;

#define EXPORT(name) __attribute__((export_name(#name), noinline)) u32 name

static u8 bytes[1 << 18];
static u32 words[1 << 15];

static u32 state;
static u32 next(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

// Calls, and little else.
EXPORT(fib)(u32 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

// A loop of four instructions: the prime numbers below n.
EXPORT(sieve)(u32 n) {
  u32 count = 0;
  __builtin_memset(bytes, 1, n);
  for (u32 i = 2; i < n; i++) {
    if (!bytes[i]) continue;
    count++;
    for (u32 j = i + i; j < n; j += i) bytes[j] = 0;
  }
  return count;
}

static const u32 round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static u32 rotate(u32 x, int n) { return x >> n | x << (32 - n); }

// Long stretches of arithmetic: the SHA-256 of n blocks, without the padding; the first word of the digest.
EXPORT(sha256)(u32 n) {
  state = 1;
  for (u32 i = 0; i < 16; i++) words[i] = next();
  u32 h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  u32 w[64];
  for (u32 block = 0; block < n; block++) {
    for (int i = 0; i < 16; i++) w[i] = words[i] + block;
    for (int i = 16; i < 64; i++) {
      u32 s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
      u32 s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    u32 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (int i = 0; i < 64; i++) {
      u32 s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      u32 t1 = k + s1 + ((e & f) ^ (~e & g)) + round_constants[i] + w[i];
      u32 s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      u32 t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      k = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e, h[5] += f, h[6] += g, h[7] += k;
  }
  return h[0];
}

#define SIDE 128
static double left[SIDE][SIDE], right[SIDE][SIDE], product[SIDE][SIDE];

// Loops in loops of floating point: n products of matrices of 128 rows and columns.
EXPORT(matmul)(u32 n) {
  state = 1;
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) left[i][j] = next() % 16, right[i][j] = next() % 16;
  for (u32 round = 0; round < n; round++)
    for (int i = 0; i < SIDE; i++)
      for (int j = 0; j < SIDE; j++) {
        double sum = 0;
        for (int k = 0; k < SIDE; k++) sum += left[i][k] * right[k][j];
        product[i][j] = sum;
      }
  return (u32)product[SIDE - 1][SIDE / 2];
}

// Branches on bytes: the words, numbers and lines of a text of 64 KiB, n times.
EXPORT(scan)(u32 n) {
  static const u8 letters[16] = "the 42 quick\nfox";
  const u32 length = 1 << 16;
  state = 1;
  for (u32 i = 0; i < length; i++) bytes[i] = letters[next() & 15];
  u32 words = 0, lines = 0, numbers = 0;
  for (u32 round = 0; round < n; round++) {
    int inside = 0;
    for (u32 i = 0; i < length; i++) {
      u8 c = bytes[i];
      if (c == '\n') lines++;
      if (c == ' ' || c == '\n') {
        inside = 0;
      } else if (!inside) {
        inside = 1;
        if (c >= '0' && c <= '9') numbers++;
        else words++;
      }
    }
  }
  return words + lines * 7 + numbers * 31;
}

static void sort(u32 *from, u32 *to) {
  while (to - from > 1) {
    u32 pivot = from[(to - from) / 2];
    u32 *i = from, *j = to - 1;
    for (;;) {
      while (*i < pivot) i++;
      while (*j > pivot) j--;
      if (i >= j) break;
      u32 swapped = *i;
      *i++ = *j;
      *j-- = swapped;
    }
    sort(from, i);
    from = i;
  }
}

// Memory, branches and recursion: n numbers sorted.
EXPORT(quicksort)(u32 n) {
  state = 1;
  for (u32 i = 0; i < n; i++) words[i] = next();
  sort(words, words + n);
  u32 sum = 0;
  for (u32 i = 0; i < n; i++) sum = sum * 31 + words[i];
  return sum;
}
