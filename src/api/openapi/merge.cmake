# Makes one OpenAPI document of the parts beside this file: document.json and, for each area,
# {"paths": {...}, "schemas": {...}} and, where it has them, "parameters" and "responses".
# Usage: cmake -DOUT=FILE -P merge.cmake
cmake_minimum_required(VERSION 3.25)

# The members of object NAME of the text in variable PART, without the outer braces, are appended to
# `all`; a member that another area has too is an error. The text itself is no argument: a macro
# would read its backslashes a second time.
macro(append_members name part file all)
  string(JSON object ERROR_VARIABLE absent GET "${${part}}" ${name})
  if(absent MATCHES "not found")
    set(object "{}")
  elseif(absent)
    message(FATAL_ERROR "${file}: ${absent}")
  endif()
  string(JSON count LENGTH "${object}")
  if(count GREATER 0)
    math(EXPR last "${count} - 1")
    foreach(i RANGE ${last})
      string(JSON member MEMBER "${object}" ${i})
      if("${member}" IN_LIST ${all}_names)
        message(FATAL_ERROR "${file}: ${name} has ${member}, as another file does")
      endif()
      list(APPEND ${all}_names "${member}")
    endforeach()
    string(REGEX REPLACE "^[ \n]*{(.*)}[ \n]*$" "\\1" inside "${object}")
    if(${all})
      string(APPEND ${all} ",")
    endif()
    string(APPEND ${all} "${inside}")
  endif()
endmacro()

file(GLOB parts ${CMAKE_CURRENT_LIST_DIR}/*.json)
list(SORT parts)
set(paths "")
set(schemas "")
set(parameters "")
set(responses "")
foreach(file IN LISTS parts)
  if(NOT file MATCHES "/document\\.json$")
    file(READ ${file} part)
    append_members(paths part ${file} paths)
    append_members(schemas part ${file} schemas)
    append_members(parameters part ${file} parameters)
    append_members(responses part ${file} responses)
  endif()
endforeach()

file(READ ${CMAKE_CURRENT_LIST_DIR}/document.json document)
string(JSON schemes GET "${document}" securitySchemes)
string(JSON document REMOVE "${document}" securitySchemes)
string(REGEX REPLACE "}[ \n]*$" "" document "${document}")
file(WRITE ${OUT} "${document}, \"paths\": {${paths}},
\"components\": {\"securitySchemes\": ${schemes}, \"parameters\": {${parameters}},
\"responses\": {${responses}}, \"schemas\": {${schemas}}}}
")
