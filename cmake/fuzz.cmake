# One program for each tests/fuzz/fuzz_NAME.c; its seeds are in tests/fuzz/seeds/NAME. Run: build/fuzz_NAME CORPUS SEEDS.
file(GLOB SPO_FUZZ_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_*.c)
add_custom_target(spo-fuzz)
foreach(source ${SPO_FUZZ_SOURCES})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} EXCLUDE_FROM_ALL ${source} $<TARGET_OBJECTS:spo-objects> $<TARGET_OBJECTS:spo-lsp>)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/extractor ${PROJECT_SOURCE_DIR}/include
                                             ${PROJECT_SOURCE_DIR}/tests ${LIBXML2_INCLUDE_DIRS})
  target_compile_options(${name} PRIVATE -UNDEBUG) # they speak by assert
  target_link_libraries(${name} PRIVATE spo-settings ${SPO_LIBRARIES} LibXml2::LibXml2)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(spo-fuzz ${name})
endforeach()
