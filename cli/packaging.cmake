# What cmake --install puts where, and the Debian package that cpack -G DEB makes of it.
include(GNUInstallDirs)
set(completions ${CMAKE_SOURCE_DIR}/completions)
set(documents ${CMAKE_INSTALL_DATADIR}/doc/admctl)

install(TARGETS admctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${completions}/admctl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME admctl)
install(FILES ${completions}/admctl.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
# Debian's zsh looks elsewhere for what packages bring than for what is installed by hand.
install(CODE "
  set(zsh_folder site-functions)
  if(CMAKE_INSTALL_PREFIX STREQUAL \"/usr\" AND EXISTS /etc/debian_version)
    set(zsh_folder vendor-completions)
  endif()
  file(INSTALL DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/zsh/\${zsh_folder}\"
       TYPE FILE FILES \"${completions}/_admctl\")")
install(DIRECTORY ${completions}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${documents})
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${documents} RENAME copyright)

# Debian wants a name and an address. The authors are those whom LICENSE names; .invalid is no address of anybody
# (RFC 2606). Who hands packages to others names himself: cmake -D ADMCTL_MAINTAINER="Name <name@example.com>".
set(ADMCTL_MAINTAINER "The admctl authors <admctl@packages.invalid>" CACHE STRING "Maintainer named in packages")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME admctl)
set(CPACK_PACKAGE_VENDOR "The admctl authors")
set(CPACK_PACKAGE_CONTACT "${ADMCTL_MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The server is for the embedded database, Graphviz for pictures: neither is needed to work on a remote target.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "postgresql, libgvc6")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bash-completion")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "operate transactional platforms that live in PostgreSQL")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"admctl applies migrations, seeds reference and demo data, shows a stuck
record with everything around it, moves it on as the application would have
done, exports the audit log and edits configuration.
.
Every write is one transaction that leaves a trail in a hash-chained ledger in
the same database, and can be taken back. What a platform is comes from a pack
of data files; five are built in.")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian_documents.cmake)
include(CPack)
