# libspo, shared and static. Only what spo/spo.h declares is visible in either.
add_library(spo-shared SHARED $<TARGET_OBJECTS:spo-objects>)
target_link_libraries(spo-shared PRIVATE spo-settings ${SPO_LIBRARIES})
target_include_directories(spo-shared INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set_target_properties(spo-shared PROPERTIES OUTPUT_NAME spo EXPORT_NAME spo LINKER_LANGUAGE C
                                            VERSION ${PROJECT_VERSION}
                                            # before 1.0 any minor version may change the interface
                                            SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

# An archive knows no hidden symbols; inner names such as arena_init would clash with a program's own. So all objects
# become one, in which hidden symbols are made local.
set(SPO_WHOLE ${PROJECT_BINARY_DIR}/spo-whole.o)
add_custom_command(OUTPUT ${SPO_WHOLE}
  COMMAND ${CMAKE_LINKER} -r -o ${SPO_WHOLE} $<TARGET_OBJECTS:spo-objects>
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${SPO_WHOLE}
  DEPENDS spo-objects $<TARGET_OBJECTS:spo-objects> COMMAND_EXPAND_LISTS VERBATIM)
add_library(spo-static STATIC ${SPO_WHOLE})
set_target_properties(spo-static PROPERTIES OUTPUT_NAME spo LINKER_LANGUAGE C)
