# Run by cpack on the tree that becomes the package: what Debian's policy says of documents.
# gzip -n keeps the time of the build out, so that the same sources make the same package.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
set(share ${CPACK_TEMPORARY_DIRECTORY}/usr/share)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${share}/doc/admctl/changelog.Debian
"admctl (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * The changes are listed in README.md, section Changelog.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
file(GLOB documents ${share}/man/man1/*.1 ${share}/doc/admctl/changelog.Debian)
execute_process(COMMAND gzip -9nf ${documents} COMMAND_ERROR_IS_FATAL ANY)
