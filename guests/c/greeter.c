// A greeter in French: a core module in the Canonical ABI, without a C library.
//
// An argument arrives in memory that the host took from `cabi_realloc`. A string result is a pair { address, length } in
// `result`; when the host has read it, it calls `cabi_post_NAME`.

typedef __UINT8_TYPE__ u8;
typedef __UINT32_TYPE__ u32;

#define EXPORT(name) __attribute__((export_name(name)))

__attribute__((import_module("$root"), import_name("hour"))) u32 hour(void);

struct string {
  const u8 *address;
  u32 length;
};

#define TEXT(literal) ((struct string){(const u8 *)(literal), sizeof(literal) - 1})

// The linker's mark for the first byte after the data and the stack.
extern u8 __heap_base;

static u8 *top = &__heap_base;

// Takes memory from the end of what is in use. Nothing is freed one by one: a call's memory ends with its post-return.
static u8 *allocate(u32 align, u32 size) {
  const u32 start = ((u32)top + align - 1) & -align;
  const u32 end = start + size;
  if (start < (u32)top || end < start) __builtin_trap();
  const u32 pages = (u32)(((unsigned long long)end + 0xffff) >> 16);
  const u32 present = __builtin_wasm_memory_size(0);
  if (pages > present && __builtin_wasm_memory_grow(0, pages - present) == (unsigned long)-1) __builtin_trap();
  top = (u8 *)end;
  return (u8 *)start;
}

static void release(void) { top = &__heap_base; }

EXPORT("cabi_realloc") u8 *cabi_realloc(u8 *old, u32 old_size, u32 align, u32 new_size) {
  if (new_size == 0) return (u8 *)align;
  if (new_size <= old_size) return old;
  u8 *const address = allocate(align, new_size);
  __builtin_memcpy(address, old, old_size);
  return address;
}

// One return area is enough: a call has been read to its end before the next one starts.
static struct string result;

static struct string *join(struct string before, struct string name, struct string after) {
  const u32 length = before.length + name.length + after.length;
  if (length < name.length) __builtin_trap();
  u8 *const address = allocate(1, length);
  __builtin_memcpy(address, before.address, before.length);
  __builtin_memcpy(address + before.length, name.address, name.length);
  __builtin_memcpy(address + before.length + name.length, after.address, after.length);
  result = (struct string){address, length};
  return &result;
}

EXPORT("language") const struct string *language(void) {
  result = TEXT("French");
  return &result;
}

EXPORT("cabi_post_language") void post_language(const struct string *unused) {
  (void)unused;
  release();
}

EXPORT("greet") const struct string *greet(const u8 *address, u32 length) {
  const struct string name = {address, length};
  return join(hour() < 18 ? TEXT("Bonjour, ") : TEXT("Bonsoir, "), name, TEXT(" !"));
}

EXPORT("cabi_post_greet") void post_greet(const struct string *unused) {
  (void)unused;
  release();
}
