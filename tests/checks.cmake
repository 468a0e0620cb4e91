# Tests of the sources themselves, and the same sources from another compiler with sanitizers.
add_test(NAME layering COMMAND ${CMAKE_SOURCE_DIR}/tests/layering)
add_test(NAME layering_selftest COMMAND ${CMAKE_SOURCE_DIR}/tests/layering_selftest)
add_test(NAME format COMMAND ${CMAKE_SOURCE_DIR}/tests/format)
add_test(NAME matrix COMMAND ${CMAKE_SOURCE_DIR}/tests/matrix $<TARGET_FILE:platform_tests>)
add_test(NAME readme COMMAND ${CMAKE_SOURCE_DIR}/tests/readme $<TARGET_FILE:admctl>)
add_test(NAME package COMMAND ${CMAKE_SOURCE_DIR}/tests/package ${CMAKE_BINARY_DIR})
set_tests_properties(package PROPERTIES SKIP_RETURN_CODE 77)

# A build with clang in a tree of its own, with all processors, and most tests once more.
add_test(NAME asan COMMAND ${CMAKE_COMMAND} --workflow --preset asan WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(asan PROPERTIES LABELS slow RUN_SERIAL TRUE TIMEOUT 3600)
