# Compiled data: the general dictionary of Chinese (dict.txt of python3-jieba) and the shipped rules of each language.
find_file(JIEBA_DICT dict.txt PATHS /usr/lib/python3/dist-packages/jieba /usr/share/jieba NO_DEFAULT_PATH REQUIRED)
file(GLOB_RECURSE SPO_RULE_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/*.spo ${PROJECT_SOURCE_DIR}/rules/*.txt ${PROJECT_SOURCE_DIR}/rules/*.tsv)
# Domain packs lie on top of the shipped rules and are no part of them.
list(FILTER SPO_RULE_FILES EXCLUDE REGEX /rules/domains/)
set(SPO_DATA ${PROJECT_BINARY_DIR}/data)
file(MAKE_DIRECTORY ${SPO_DATA})
if(NOT EXISTS ${SPO_DATA}/rules)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/rules ${SPO_DATA}/rules SYMBOLIC)
endif()
# Rule files are checked against it.
if(NOT EXISTS ${SPO_DATA}/ontology)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/ontology ${SPO_DATA}/ontology SYMBOLIC)
endif()
set(SPO_ONTOLOGY ${PROJECT_SOURCE_DIR}/ontology/spo.ttl)

# The simplified forms of traditional characters: OpenCC's table, which its tool opencc_dict turns into text.
find_program(OPENCC_DICT opencc_dict REQUIRED)
find_file(OPENCC_CHARACTERS TSCharacters.ocd2 PATHS /usr/share/opencc /usr/local/share/opencc NO_DEFAULT_PATH REQUIRED)
add_custom_command(OUTPUT ${SPO_DATA}/traditional.zh
  COMMAND ${OPENCC_DICT} -f ocd2 -t text -i ${OPENCC_CHARACTERS} -o ${PROJECT_BINARY_DIR}/TSCharacters.txt
  COMMAND spo compile --characters ${PROJECT_BINARY_DIR}/TSCharacters.txt -o ${SPO_DATA}/traditional.zh
  DEPENDS spo ${OPENCC_CHARACTERS} VERBATIM)

# Rules are named by their path below the data directory: `rules/zh/positions.spo`.
add_custom_command(OUTPUT ${SPO_DATA}/dictionary.zh
  COMMAND spo compile --jieba ${JIEBA_DICT} -o ${SPO_DATA}/dictionary.zh
  DEPENDS spo ${JIEBA_DICT} VERBATIM)
add_custom_command(OUTPUT ${SPO_DATA}/rules.zh
  COMMAND spo compile --lang zh --dictionary ${SPO_DATA}/dictionary.zh -o ${SPO_DATA}/rules.zh rules
  DEPENDS spo ${SPO_DATA}/dictionary.zh ${SPO_RULE_FILES} ${SPO_ONTOLOGY} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
add_custom_command(OUTPUT ${SPO_DATA}/rules.en
  COMMAND spo compile --lang en -o ${SPO_DATA}/rules.en rules
  DEPENDS spo ${SPO_RULE_FILES} ${SPO_ONTOLOGY} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM)
add_custom_target(spo-data ALL DEPENDS ${SPO_DATA}/traditional.zh ${SPO_DATA}/rules.zh ${SPO_DATA}/rules.en)
