// A greeter in Spanish: standard Go as a WASI preview 1 reactor, its exports in the Canonical ABI.
package main

import "unsafe"

// Go wants a main function; a reactor never runs it.
func main() {}

//go:wasmimport $root hour
func hour() uint32

// kept holds every buffer that the host knows the address of. The collector does not move objects, but it would free
// those that nothing in Go refers to.
var kept = map[uint32][]byte{}

func address(buffer []byte) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(buffer))))
}

func keep(buffer []byte) uint32 {
	at := address(buffer)
	kept[at] = buffer
	return at
}

//go:wasmexport cabi_realloc
func cabiRealloc(old, oldSize, align, newSize uint32) uint32 {
	if newSize == 0 {
		return align
	}
	// Larger by the alignment, so that an aligned part of the wanted size is in it.
	buffer := make([]byte, newSize+align-1)
	padding := -address(buffer) & (align - 1)
	buffer = buffer[padding : padding+newSize]
	if oldSize != 0 {
		copy(buffer, kept[old])
		delete(kept, old)
	}
	return keep(buffer)
}

// take copies an argument into a Go string and lets its buffer go.
func take(at, length uint32) string {
	if length == 0 {
		return ""
	}
	text := string(kept[at][:length])
	delete(kept, at)
	return text
}

// result is the return area of both functions: an address and a length.
var result [2]uint32

func give(text string) uint32 {
	buffer := []byte(text)
	result = [2]uint32{keep(buffer), uint32(len(buffer))}
	return uint32(uintptr(unsafe.Pointer(&result)))
}

//go:wasmexport language
func language() uint32 {
	return give("Spanish")
}

//go:wasmexport cabi_post_language
func postLanguage(uint32) {
	delete(kept, result[0])
}

//go:wasmexport greet
func greet(at, length uint32) uint32 {
	return give(salutation(hour()) + take(at, length) + "!")
}

func salutation(hour uint32) string {
	switch {
	case hour < 12:
		return "¡Buenos días, "
	case hour < 20:
		return "¡Buenas tardes, "
	default:
		return "¡Buenas noches, "
	}
}

//go:wasmexport cabi_post_greet
func postGreet(uint32) {
	delete(kept, result[0])
}
