# Every test is an entry of ctest.
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

# Units, which see everything inside.
file(GLOB SPO_UNIT_TESTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/test_*.c)
foreach(source ${SPO_UNIT_TESTS})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source} $<TARGET_OBJECTS:spo-objects>)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/extractor ${PROJECT_SOURCE_DIR}/include
                                             ${PROJECT_SOURCE_DIR}/tests ${LIBXML2_INCLUDE_DIRS})
  target_compile_definitions(${name} PRIVATE SPO_SOURCE_DIR="${PROJECT_SOURCE_DIR}" SPO_BUILD_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(${name} PRIVATE spo-settings ${SPO_LIBRARIES} LibXml2::LibXml2 PkgConfig::LIBARCHIVE
                        PkgConfig::CMOCKA)
  add_test(NAME ${name} COMMAND ${name})
endforeach()

# Pages as the reader gives them, for tests/html.
add_executable(read_pages ${PROJECT_SOURCE_DIR}/tests/html/read_pages.c $<TARGET_OBJECTS:spo-objects>)
target_include_directories(read_pages PRIVATE ${PROJECT_SOURCE_DIR}/extractor ${PROJECT_SOURCE_DIR}/include
                                              ${PROJECT_SOURCE_DIR}/tests ${LIBXML2_INCLUDE_DIRS})
target_link_libraries(read_pages PRIVATE spo-settings ${SPO_LIBRARIES} LibXml2::LibXml2)

# How fast graphs become bytes.
add_executable(bench_write ${PROJECT_SOURCE_DIR}/tests/bench/write.c $<TARGET_OBJECTS:spo-objects>)
target_include_directories(bench_write PRIVATE ${PROJECT_SOURCE_DIR}/extractor ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(bench_write PRIVATE spo-settings ${SPO_LIBRARIES})

# The library as a program sees it: its header, the shared library, nothing else.
add_executable(test_api ${PROJECT_SOURCE_DIR}/tests/api/test_api.c)
target_compile_definitions(test_api PRIVATE SPO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(test_api PRIVATE spo-settings spo-shared Threads::Threads PkgConfig::CMOCKA)
add_test(NAME test_api COMMAND test_api)
add_executable(example ${PROJECT_SOURCE_DIR}/tests/api/example.c)
target_link_libraries(example PRIVATE spo-settings spo-shared)
add_test(NAME example COMMAND ${PROJECT_SOURCE_DIR}/tests/api/check-example $<TARGET_FILE:example>)

add_dependencies(test_api spo-data)
add_dependencies(example spo-data)

# The ok and no lines beside the shipped rules.
foreach(language zh en)
  add_test(NAME rules-${language} COMMAND spo test --lang ${language})
endforeach()
# Every rule has one of them, and nothing is hardly meant.
add_test(NAME rules-check COMMAND spo check --lint all)
set_tests_properties(rules-check PROPERTIES FAIL_REGULAR_EXPRESSION "warning")

# The domain packs: no fault, no warning, and their tests pass.
file(GLOB SPO_DOMAINS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/domains/*)
foreach(domain ${SPO_DOMAINS})
  get_filename_component(name ${domain} NAME)
  add_test(NAME domain-${name}-check COMMAND spo check ${domain})
  set_tests_properties(domain-${name}-check PROPERTIES FAIL_REGULAR_EXPRESSION "warning")
  add_test(NAME domain-${name} COMMAND spo test ${domain})
endforeach()

add_test(NAME cli COMMAND ${PROJECT_SOURCE_DIR}/tests/cli/run.py $<TARGET_FILE:spo>)
add_test(NAME torture COMMAND ${PROJECT_SOURCE_DIR}/tests/torture/run.py $<TARGET_FILE:spo>)

# Every tests/NAME/run.sh, called with the build folder. What prints SKIP could not be run here.
file(GLOB SPO_TEST_SCRIPTS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*/run.sh)
set(SPO_TEST_FLAGS "")
if(SPO_SANITIZE)
  set(SPO_TEST_FLAGS "-fsanitize=address,undefined")
endif()
foreach(script ${SPO_TEST_SCRIPTS})
  get_filename_component(folder ${script} DIRECTORY)
  get_filename_component(name ${folder} NAME)
  add_test(NAME ${name} COMMAND ${script} ${PROJECT_BINARY_DIR})
  set_tests_properties(${name} PROPERTIES SKIP_REGULAR_EXPRESSION "^SKIP" TIMEOUT 600
    ENVIRONMENT "CC=${CMAKE_C_COMPILER};SPO_TEST_FLAGS=${SPO_TEST_FLAGS}")
endforeach()
