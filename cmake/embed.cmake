# rbench_embed(OUT NAMESPACE_FUNCTION FILES...): writes a .cc that holds the files' bytes as a table of
# {name, text}, so that one binary carries its data.
function(rbench_embed out function)
  set(files ${ARGN})
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DFUNCTION=${function} "-DFILES=${files}"
      -P ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_script.cmake
    VERBATIM)
endfunction()
