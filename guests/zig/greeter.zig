//! A greeter in German: a core module in the Canonical ABI.
const std = @import("std");

extern "$root" fn hour() u32;

const allocator = std.heap.wasm_allocator;

/// The allocator wants the alignment back at the release, which the Canonical ABI does not tell there: so one for all.
const alignment: std.mem.Alignment = .@"8";

const String = extern struct { address: [*]const u8, length: usize };

/// The return area of both functions.
var result: String = undefined;

fn allocate(size: usize) []u8 {
    return allocator.alignedAlloc(u8, alignment, size) catch @trap();
}

fn release(address: [*]const u8, size: usize) void {
    if (size == 0) return;
    const aligned: [*]align(alignment.toByteUnits()) const u8 = @alignCast(address);
    allocator.free(aligned[0..size]);
}

export fn cabi_realloc(old: [*]u8, old_size: usize, wanted_alignment: usize, new_size: usize) [*]u8 {
    if (new_size == 0) {
        release(old, old_size);
        return @ptrFromInt(wanted_alignment);
    }
    const new = allocate(new_size);
    const kept = @min(old_size, new_size);
    @memcpy(new[0..kept], old[0..kept]);
    release(old, old_size);
    return new.ptr;
}

fn give(parts: []const []const u8) *String {
    var length: usize = 0;
    for (parts) |part| length += part.len;
    const text = allocate(length);
    var end: usize = 0;
    for (parts) |part| {
        @memcpy(text[end..][0..part.len], part);
        end += part.len;
    }
    result = .{ .address = text.ptr, .length = text.len };
    return &result;
}

export fn language() *String {
    return give(&.{"German"});
}

export fn greet(address: [*]const u8, length: usize) *String {
    const now = hour();
    const salutation = if (now < 11) "Guten Morgen, " else if (now < 18) "Guten Tag, " else "Guten Abend, ";
    defer release(address, length); // an argument belongs to the function that gets it
    return give(&.{ salutation, address[0..length], "!" });
}

export fn cabi_post_language(text: *const String) void {
    release(text.address, text.length);
}

export fn cabi_post_greet(text: *const String) void {
    release(text.address, text.length);
}
