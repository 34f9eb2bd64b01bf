# What a mistake of ours costs an attacker: the program is at an address that nobody knows, its tables
# of functions are read only once it runs, an overrun stack or buffer ends it, and it jumps only to
# where functions begin. tests/check-hardening looks for it all in the program.
#
# flowsnoop_harden(TARGET): asks for it of all that uses the interface library TARGET, in optimized
# builds; those for debugging have the sanitizers.
include(CheckCXXCompilerFlag)
include(CheckPIESupported)

function(flowsnoop_harden target)
  check_pie_supported(LANGUAGES CXX)
  # Some distributions' compilers define _FORTIFY_SOURCE, with another value.
  set(flags -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
    string(MAKE_C_IDENTIFIER "FLOWSNOOP_HAS${flag}" known)
    check_cxx_compiler_flag(${flag} ${known})
    if(${known})
      list(APPEND flags ${flag})
    endif()
  endforeach()
  if(NOT CMAKE_POSITION_INDEPENDENT_CODE)
    list(APPEND flags -fPIE)
  endif()
  set(optimized $<CONFIG:Release,RelWithDebInfo>)
  target_compile_options(${target} INTERFACE "$<${optimized}:${flags}>")
  set(is_program $<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>)
  target_link_options(${target} INTERFACE
    $<$<AND:${optimized},${is_program}>:-pie>
    "$<${optimized}:LINKER:-z,relro;LINKER:-z,now;LINKER:-z,noexecstack>")
endfunction()
