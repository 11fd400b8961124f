# The command, the libraries with their headers, the data, and what pkg-config and CMake need to find them. What is
# installed may be moved as a whole.
include(CMakePackageConfigHelpers)

install(TARGETS spo RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS spo-shared EXPORT spo-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS spo-static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/spo DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
install(FILES ${SPO_DATA}/dictionary.zh ${SPO_DATA}/traditional.zh ${SPO_DATA}/rules.zh ${SPO_DATA}/rules.en
        DESTINATION ${CMAKE_INSTALL_DATADIR}/spo)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/rules ${PROJECT_SOURCE_DIR}/ontology
        DESTINATION ${CMAKE_INSTALL_DATADIR}/spo)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(SPO_PKGCONFIG_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH SPO_PREFIX_FROM_PKGCONFIG ${CMAKE_INSTALL_PREFIX}/${SPO_PKGCONFIG_DIR} ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/cmake/spo.pc.in ${PROJECT_BINARY_DIR}/spo.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/spo.pc DESTINATION ${SPO_PKGCONFIG_DIR})

set(SPO_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/spo)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/spo-config.cmake.in
  ${PROJECT_BINARY_DIR}/spo-config.cmake INSTALL_DESTINATION ${SPO_PACKAGE_DIR}
  PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/spo-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/spo-config.cmake ${PROJECT_BINARY_DIR}/spo-config-version.cmake
        DESTINATION ${SPO_PACKAGE_DIR})
install(EXPORT spo-targets NAMESPACE spo:: DESTINATION ${SPO_PACKAGE_DIR})
