/* SPDX-License-Identifier: MIT */
/*
 * support/elf_parts.h - parts of ELF files that are made by hand
 */
#ifndef SUPPORT_ELF_PARTS_H
#define SUPPORT_ELF_PARTS_H

#include <elf.h>
#include <stddef.h>

/* A segment whose address is its offset in the file. */
static inline Elf64_Phdr elf_segment(uint32_t type, size_t offset, size_t bytes)
{
	return (Elf64_Phdr){ .p_type = type,
			     .p_offset = offset,
			     .p_vaddr = offset,
			     .p_filesz = bytes,
			     .p_memsz = bytes };
}

/* An entry of the dynamic segment. */
static inline Elf64_Dyn elf_entry(int64_t tag, uint64_t value)
{
	return (Elf64_Dyn){ .d_tag = tag, .d_un.d_val = value };
}

#endif /* SUPPORT_ELF_PARTS_H */
