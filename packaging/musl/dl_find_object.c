/* glibc's _dl_find_object(3), which gcc's unwinder calls where it was built beside glibc, for a static program on musl. */
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>

struct found {
  unsigned long long flags;
  void *map_start, *map_end, *link_map, *eh_frame_header;
  unsigned long long reserved[7];
};

struct search {
  uintptr_t address;
  struct found *found;
};

static int look(struct dl_phdr_info *object, size_t size, void *data) {
  struct search *search = data;
  const ElfW(Phdr) *header = 0;
  int inside = 0;
  (void)size;
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    uintptr_t start = object->dlpi_addr + segment->p_vaddr;
    if (segment->p_type == PT_GNU_EH_FRAME) header = segment;
    if (segment->p_type != PT_LOAD || search->address - start >= segment->p_memsz) continue;
    search->found->map_start = (void *)start;
    search->found->map_end = (void *)(start + segment->p_memsz);
    inside = 1;
  }
  if (!inside || !header) return 0;
  search->found->eh_frame_header = (void *)(object->dlpi_addr + header->p_vaddr);
  return 1;
}

int _dl_find_object(void *address, struct found *found) {
  *found = (struct found){0};
  struct search search = {(uintptr_t)address, found};
  return dl_iterate_phdr(look, &search) == 1 ? 0 : -1;
}
